"""What the pages of Insights read: effects, sums over weeks, decisions, members; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.database import db
from app.insights import effects, members, posts, prompts, team
from app.insights.asked import Asked, asked
from app.insights.effect_cards import Verdict
from app.insights.ranges import Range, asked_range
from app.insights.records import ENOUGH
from app.models import MemberCount
from app.review import service as review
from content_calendar.content import Copy
from content_calendar.ranking import Block
from content_calendar.vocabulary import Form, Outcome
from content_calendar.workflow import Action
from tests.factories import COPY, Workspace, in_review, make_item, write
from tests.learned import effect, learned, standing, week
from tests.statements import reading


def wish(workspace: Workspace, now: datetime, **given: object) -> Asked:
    return asked(MultiDict({name: str(value) for name, value in given.items()}), workspace.community, now)


def test_ranges_are_whole_weeks_and_end_no_later_than_now() -> None:
    today = date(2026, 9, 9)
    usual = asked_range("", "", today)
    assert (usual.first_day, usual.last_day) == (date(2026, 6, 15), date(2026, 9, 13))
    assert asked_range("4", "2026-07-01", today).last_day == date(2026, 7, 5)
    assert asked_range("4", "2027-07-01", today).last_day == usual.last_day
    assert asked_range("5; drop", "0001-13-99", today) == usual
    assert usual.before.last_day == usual.first_day - timedelta(days=1)
    assert usual.with_before == Range(usual.before.first, 26)


def test_an_effect_is_clear_unclear_or_thin(session: Session, workspace: Workspace, now: datetime) -> None:
    learned(session, workspace.persona, now)
    effect(session, workspace.persona, Block.FORM, Form.QUESTION, (1.4, 1.1, 1.8))
    effect(session, workspace.persona, Block.FORM, Form.POST, (0.9, 0.7, 1.2))
    effect(session, workspace.persona, Block.FORM, Form.LOTTERY, (0.5, 0.3, 0.8))
    effect(session, workspace.persona, Block.FORM, Form.POLL, (3.0, 2.0, 5.0), posts=2)
    found = effects.works(session, workspace.community, wish(workspace, now))
    (card,) = found.cards
    assert [(row.level, row.verdict) for row in card.rows] == [
        (Form.QUESTION, Verdict.MORE), (Form.POST, Verdict.UNCLEAR), (Form.LOTTERY, Verdict.LESS),
        (Form.POLL, Verdict.THIN),
    ]
    assert [row.level for row in found.more] == [Form.QUESTION]
    assert [row.level for row in found.less] == [Form.LOTTERY]


def test_one_persona_has_its_own_sums_and_what_it_adds(session: Session, workspace: Workspace, now: datetime) -> None:
    persona = workspace.persona
    effect(session, persona, Block.FORM, Form.POST, (1.1, 0.9, 1.3))
    effect(session, persona, Block.PERSONA_FORM, f"{persona.id}|post", (1.2, 1.05, 1.4), persona_id=persona.id)
    week(session, persona, Block.FORM, Form.POST, now, engaged=30)
    alone = effects.works(session, workspace.community, wish(workspace, now, persona=persona.id))
    row = alone.cards[0].rows[0]
    assert row.pair
    assert row.pair.estimate.value == 1.2
    assert (row.tally.posts, row.tally.rate(Outcome.ENGAGE)) == (3, 0.03)
    everybody = effects.works(session, workspace.community, wish(workspace, now)).cards[0].rows[0]
    assert everybody.pair is None
    nobody = effects.works(session, workspace.community, wish(workspace, now, persona=99_999)).cards[0].rows[0]
    assert nobody.tally.posts == 0


def test_a_range_is_compared_with_the_one_before(session: Session, workspace: Workspace, now: datetime) -> None:
    for ago in range(8):
        engaged = (60 if ago < 4 else 30) + ago % 2
        week(session, workspace.persona, Block.BASE, "", now - timedelta(weeks=ago), engaged=engaged)
    weeks = effects.works(session, workspace.community, wish(workspace, now, weeks=4)).weeks
    assert (weeks.total.posts, weeks.total_before.posts) == (12, 12)
    change = weeks.change(Outcome.ENGAGE)
    assert change
    assert change.low > 1.8
    assert change.high < 2.2
    short = effects.works(session, workspace.community, wish(workspace, now, weeks=1)).weeks
    assert short.change(Outcome.ENGAGE) is None


@pytest.mark.parametrize(
    ("block", "name", "expected"),
    [
        (Block.FORM, "poll", 1), (Block.FORM, "lottery", 0), (Block.TAG, '阶段:断"奶%', 1), (Block.TAG, "阶段:断", 0),
        (Block.SLOT, "mon-09", 1), (Block.SLOT, "mon-10", 0), (Block.SLOT, "someday", 0), (Block.TEMPLATE, "x", 0),
        (Block.PERSONA, "99999999999999", 0), (Block.PROMPT, "nothing", 0), (Block.FATIGUE, "x", 0),
    ],
)
def test_the_list_is_narrowed_to_the_posts_behind_a_number(
    session: Session, workspace: Workspace, now: datetime, block: Block, name: str, expected: int
) -> None:
    standing(session, workspace, now, form=Form.POLL, copy=replace(COPY, tags=('阶段:断"奶%',)))
    found = posts.board(session, workspace.community, wish(workspace, now, block=block, level=name))
    assert found.total == len(found.posts) == expected


def test_the_best_comes_first_and_what_was_not_ranked_last(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    texts = [Copy(hook=name, body="正文") for name in ("好", "更好", "还没排", "很久以前")]
    standing(session, workspace, now, score=0.1, copy=texts[0])
    standing(session, workspace, now, score=0.2, copy=texts[1])
    standing(session, workspace, now, likes=900, copy=texts[2])
    standing(session, workspace, now, score=0.9, weeks_ago=30, copy=texts[3])
    found = posts.board(session, workspace.community, wish(workspace, now))
    assert [post.headline for post in found.posts] == ["更好", "好", "还没排"]
    assert (found.total, found.learned, found.tally.seen, found.tally.engaged.hits) == (3, 2, 3_000, 1_000)
    assert found.posts[2].mean is None


def decide(session: Session, workspace: Workspace, now: datetime, *, approves: bool) -> None:
    item = write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    in_review(session, workspace, item, now)
    reviewer, version = workspace.reviewer, item.version
    if approves:
        review.approve(session, item.community_id, item.id, version=version, actor=reviewer, now=now)
    else:
        review.request_changes(
            session, item.community_id, item.id, version=version, actor=reviewer, now=now, reason="换个开头"
        )


def test_a_share_is_told_from_ten_decisions_on(session: Session, workspace: Workspace, now: datetime) -> None:
    for number in range(ENOUGH):
        before = team.team(session, workspace.community, Range(wish(workspace, now).range.last, 1)).now
        assert before.record.approval is None
        decide(session, workspace, now, approves=number > 1)
    found = team.team(session, workspace.community, Range(wish(workspace, now).range.last, 1))
    assert found.now.record.approval
    assert found.now.record.approval.value == 0.8
    assert found.weeks[0].steps[Action.APPROVE] == 8
    assert team.team(session, workspace.community, found_before(workspace, now)).is_idle


def found_before(workspace: Workspace, now: datetime) -> Range:
    return wish(workspace, now, weeks=4, until=(now - timedelta(weeks=8)).date()).range


def count(session: Session, workspace: Workspace, day: date, members: int, **told: int) -> None:
    at = datetime.combine(day, time(12), UTC)
    row = {"community_id": workspace.community.id, "day": day, "members": members, "created_at": at, "updated_at": at}
    session.add(MemberCount(**row | told))
    session.flush()


def test_activity_and_retention_follow_from_the_days(session: Session, workspace: Workspace, now: datetime) -> None:
    monday = now.date()
    count(session, workspace, monday, 100, joined=5, left=5, active=20)
    count(session, workspace, monday + timedelta(days=1), 95, joined=0, left=5, active=19)
    wanted = wish(workspace, now, weeks=1).range
    found = members.members(session, workspace.community, wanted, monday + timedelta(days=2))
    assert (found.now.members, found.now.activity) == (95, 0.2)
    assert found.now.retention == pytest.approx(0.9)
    assert found.missing == 1
    count(session, workspace, monday + timedelta(days=2), 95)
    untold = members.members(session, workspace.community, wanted, monday + timedelta(days=2)).now
    assert (untold.retention, untold.left, untold.activity) == (None, 10, 0.2)


def test_each_page_asks_a_fixed_small_number_of_questions(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    """However many rows there are."""
    learned(session, workspace.persona, now)
    for ago in range(3):
        standing(session, workspace, now, score=0.1, weeks_ago=ago)
        week(session, workspace.persona, Block.BASE, "", now - timedelta(weeks=ago), engaged=30)
        decide(session, workspace, now, approves=True)
    session.flush()
    wanted, community = wish(workspace, now), workspace.community
    asks: dict[str, Callable[[], object]] = {
        "works": lambda: effects.works(session, community, wanted),
        "board": lambda: posts.board(session, community, wanted),
        "prompts": lambda: prompts.prompts(session, community, wanted, prompts.Order.ENGAGEMENT),
        "team": lambda: team.team(session, community, wanted.range),
        "members": lambda: members.members(session, community, wanted.range, now.date()),
    }
    counts = {}
    for name, ask in asks.items():
        with reading(db.engine) as statements:
            ask()
        counts[name] = len(statements)
    assert counts == {"works": 7, "board": 6, "prompts": 3, "team": 3, "members": 1}
