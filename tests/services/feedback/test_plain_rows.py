"""What is accepted at a glance would be accepted by a close look too, and nothing else changes by looking away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.feedback.close_look import looked_at
from app.feedback.gate import Gate, gate_of
from app.feedback.plain import plain_rows
from app.feedback.posts import Post
from app.feedback.reading import Said
from app.feedback.refusals import NotOut
from app.feedback.standing import Standing
from app.feedback.taken import COUNTERS
from app.feedback.verdicts import Terms, Verdict
from content_calendar.vocabulary import ContentKind
from content_calendar.workflow import State

OUT = datetime(2027, 6, 1, 12, tzinfo=UTC)
NOW = OUT + timedelta(days=3)
POST = ContentKind.POST
ZONE = "Asia/Shanghai"
ODD = st.sampled_from([None, 0, -1, 3, 99_999_999, 100_000_000, 3_000_000_000, 10**400])


@st.composite
def counts(draw: st.DrawFn) -> tuple[int | None, ...]:
    """What a platform tells as a post grows, often with something odd in one place."""
    step = draw(st.integers(0, 3))
    told: list[int | None] = [100 + 10 * step, 90 + 10 * step, *[step] * (len(COUNTERS) - 2)]
    if draw(st.booleans()):
        told[draw(st.integers(0, len(COUNTERS) - 1))] = draw(ODD)
    return tuple(told)


@st.composite
def posts(draw: st.DrawFn) -> tuple[Post | None, ...]:
    """One that is out with a standing, one without, one without a slot, one that is not out, one nobody knows."""
    read_at = OUT + timedelta(hours=draw(st.sampled_from([1, 5, 30])))
    before = [100, 90, *[draw(st.integers(0, 1))] * (len(COUNTERS) - 2)]
    latest = read_at + timedelta(hours=draw(st.sampled_from([0, 5])))
    standing = Standing(OUT, read_at, 1, 1, before)
    return (
        Post(standing, 1, "a" * 32, 1, 1, 1, State.PUBLISHED, OUT, OUT, latest, POST),
        Post(None, 2, "b" * 32, 1, 1, 1, State.PUBLISHED, OUT, OUT, None, POST),
        Post(None, 3, "c" * 32, 1, 1, 1, State.EXPORTED, None, None, None, POST),
        Post(None, 4, "d" * 32, 1, 1, 1, State.DRAFT, OUT, None, None, POST),
        None,
    )


@st.composite
def batches(draw: st.DrawFn) -> tuple[list[Said], list[Post | None]]:
    """Rows about those posts, some at moments of their own, some telling what cannot be."""
    known = draw(posts())
    about = draw(st.lists(st.sampled_from([*known[:2] * 3, *known]), min_size=1, max_size=6))
    hours = st.sampled_from([-30, -1, 0, 1, 5, 10, 20, 30, 35, 40, 50, 60, 71, 72, 73, 80])
    rows = []
    for line in range(1, len(about) + 1):
        at = draw(st.one_of(hours.map(lambda hour: OUT + timedelta(hours=hour)), st.none()))
        wrong = NotOut() if draw(st.integers(0, 9)) == 0 else None
        rows.append(Said(line, "", draw(counts()), at, wrong))
    return rows, about


def gates(about: list[Post | None]) -> dict[int, Gate]:
    """Their gates, as the ledger would know them."""
    known = {post.item_id: post for post in about if post}
    return {
        item_id: gate_of(post, NotOut() if post.state is State.DRAFT else None, ZONE, NOW)
        for item_id, post in known.items()
    }


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(batches(), st.booleans())
def test_a_glance_and_a_close_look_come_to_the_same_verdicts(
    batch: tuple[list[Said], list[Post | None]], daily: bool
) -> None:
    rows, about = batch
    terms = Terms("test", NOW - timedelta(hours=1), NOW, daily)
    plain = plain_rows(rows, about, gates(about), terms)
    others = [(row, post) for row, post, is_plain in zip(rows, about, plain, strict=True) if not is_plain]
    rest = {one.line: one.verdict for one in looked_at(others, terms, ZONE, gates(about))}
    glanced = [rest.get(row.line, Verdict.ACCEPTED) for row in rows]
    looked = looked_at(zip(rows, about, strict=True), terms, ZONE, gates(about))
    assert glanced == [one.verdict for one in looked]


def test_what_grows_from_row_to_row_needs_no_close_look() -> None:
    post = Post(None, 1, "a" * 32, 1, 1, 1, State.PUBLISHED, OUT, OUT, None, POST)
    rows = [
        Said(line, post.uid, (100 * line, 90 * line, *[line] * (len(COUNTERS) - 2)), OUT + timedelta(hours=line))
        for line in (3, 1, 2)
    ]
    assert plain_rows(rows, [post] * 3, gates([post]), Terms("test", NOW, NOW)) == [True] * 3


def test_what_a_file_without_moments_says_again_is_looked_at() -> None:
    told = (100, 90, *[0] * (len(COUNTERS) - 2))
    read_at = OUT + timedelta(hours=1)
    standing = Standing(OUT, read_at, 1, 1, list(told))
    post = Post(standing, 1, "a" * 32, 1, 1, 1, State.PUBLISHED, OUT, OUT, read_at, POST)
    again, new = Said(1, post.uid, told, None), Said(2, post.uid, (101, *told[1:]), None)
    terms = Terms("test", NOW, NOW)
    assert [plain_rows([row], [post], gates([post]), terms) for row in (again, new)] == [[False], [True]]
