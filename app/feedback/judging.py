"""What the ledger would say to each row: asked on the dry run, and again when rows are accepted.

Many rows speak of few posts, so what holds for a post is worked out once, and reasons are put into words only for the
rows that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session

from app.core.errors import QunbiError
from app.core.i18n import label, slot_time
from app.feedback import ledger, posts
from app.feedback.falling import falls
from app.feedback.gate import Gate, gates_of
from app.feedback.plain import plain_rows
from app.feedback.posts import Post
from app.feedback.reading import Said
from app.feedback.refusals import UnknownItem
from app.feedback.taken import COUNTERS, NOTHING_TOLD, Counts, Taken
from app.models import Community
from content_calendar.vocabulary import Term

SOURCE = "csv"
ABSURD = 100_000_000


class Verdict(Term):
    ACCEPTED = "accepted", "可导入", "Accepted"
    HELD = "held", "待确认", "Needs confirming"
    KNOWN = "known", "已有", "Already recorded"
    UNMATCHED = "unmatched", "待匹配", "Not matched"
    REFUSED = "refused", "不能导入", "Refused"


class Judged(NamedTuple):
    """A row with what the ledger says to it; `post` and `taken` are there where it could be taken."""

    said: Said
    verdict: Verdict
    because: LazyString | str = ""
    post: Post | None = None
    taken: Taken | None = None

    @property
    def line(self) -> int:
        return self.said.line

    @property
    def reason(self) -> str:
        """Why it is not simply taken, and what helps, in the reader's language."""
        return str(self.because)


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all rows of a batch: where they come from, when they were read, whether each is of one day."""

    source: str
    read_at: datetime
    now: datetime
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Weighing:
    """What is known while rows are weighed: `matched` names the post of rows without an identifier."""

    terms: Terms
    zone: str
    found: Mapping[str, Post]
    gates: Mapping[int, Gate]
    matched: Mapping[int, Post]
    first: dict[tuple[int, datetime], Taken]


def judge(
    session: Session, community: Community, rows: Sequence[Said], terms: Terms, matched: Mapping[int, int] | None = None
) -> list[Judged]:
    """Every row with its verdict, in some four queries for some thousand posts.

    `matched` says which item a line without an identifier turned out to be about. Whoever goes on to take them holds
    the ledger first.
    """
    matched = matched or {}
    found = posts.by_uid(session, community, {row.uid for row in rows if row.uid})
    by_id = posts.by_id(session, community, set(matched.values())) if matched else {}
    every = {post.item_id: post for post in (*found.values(), *by_id.values())}
    weighing = Weighing(
        terms, community.timezone, found, gates_of(session, community, every, terms.now),
        {line: by_id[item_id] for line, item_id in matched.items() if item_id in by_id}, {},
    )
    about = [weighing.matched.get(row.line) or found.get(row.uid) for row in rows]
    plain = _plain(rows, about, terms)
    judged = list(map(_weighed, rows, about, plain, repeat(weighing)))
    return _without_known(session, judged if terms.daily else _with_falls(judged))


def _with_falls(judged: list[Judged]) -> list[Judged]:
    """What tells less than an earlier row is held back, as what tells less than the ledger is."""
    for place, before in falls([one.taken if one.verdict is Verdict.ACCEPTED else None for one in judged]).items():
        one = judged[place]
        verdict, because = _fallen(before, one.taken.counts if one.taken else NOTHING_TOLD)
        judged[place] = one._replace(verdict=verdict, because=because)
    return judged


def _plain(rows: Sequence[Said], about: Sequence[Post | None], terms: Terms) -> Sequence[bool]:
    """Whose numbers need no closer look; what one day brought is judged by itself."""
    if terms.daily:
        return [False] * len(rows)
    before = [post.standing.counts if post and post.standing else None for post in about]
    return plain_rows([row.counts for row in rows], before, ABSURD)


def _weighed(row: Said, post: Post | None, plain: bool, weighing: Weighing) -> Judged:
    if post is None or row.wrong is not None:
        return _unusable(row, post)
    terms, gate = weighing.terms, weighing.gates[post.item_id]
    taken = Taken(post.item_id, row.observed_at or terms.read_at, row.counts, terms.source, terms.daily, row.line)
    sure = plain and row.observed_at and gate.plain_since and gate.plain_since < row.observed_at <= terms.now
    wrong = None if sure else gate.refuses(taken, terms.now, plain=plain)
    if wrong is not None:
        return Judged(row, Verdict.REFUSED, _why(wrong), post)
    twin = weighing.first.setdefault((post.item_id, taken.observed_at), taken)
    if twin is not taken:
        return _said_twice(row, post, taken, twin)
    if sure:
        return Judged(row, Verdict.ACCEPTED, "", post, taken)
    verdict, because = _late(row, post, taken, weighing) if plain else _doubt(row, post, taken, gate, weighing)
    return Judged(row, verdict, because, post, taken)


def _unusable(row: Said, post: Post | None) -> Judged:
    if row.wrong is not None:
        return Judged(row, Verdict.REFUSED, _why(row.wrong), post)
    if row.traces and any(row.traces):
        return Judged(row, Verdict.UNMATCHED, _WAITS)
    return Judged(row, Verdict.REFUSED, _why(UnknownItem()))


def _doubt(
    row: Said, post: Post, taken: Taken, gate: Gate, weighing: Weighing
) -> tuple[Verdict, LazyString | str]:
    standing = post.standing
    if max([count or 0 for count in taken.counts]) >= ABSURD:
        return Verdict.HELD, _l("A number of %(limit)s or more is rare: check it.", limit=f"{ABSURD:,}")
    if taken.daily:
        return (Verdict.HELD, gate.more_than_seen(taken)) if gate.more_than_seen(taken) else (Verdict.ACCEPTED, "")
    late = _late(row, post, taken, weighing)
    return _fallen(standing.counts, taken.counts) if standing and late[0] is Verdict.ACCEPTED else late


def _late(row: Said, post: Post, taken: Taken, weighing: Weighing) -> tuple[Verdict, LazyString | str]:
    """What is known by its numbers alone, or older than what counts."""
    standing = post.standing
    if standing is None or standing.observed_at is None:
        return Verdict.ACCEPTED, ""
    if row.observed_at is None and _same(standing.counts, taken.counts):
        return Verdict.KNOWN, _KNOWN
    if taken.observed_at < standing.observed_at:
        return Verdict.HELD, _completes_the_past(standing.observed_at, weighing.zone)
    return Verdict.ACCEPTED, ""


def _fallen(before: Sequence[int], after: Counts) -> tuple[Verdict, LazyString | str]:
    for counter, was, count in zip(COUNTERS, before, after, strict=True):
        if count is not None and count < was:
            return Verdict.HELD, _l(
                "%(counter)s would fall from %(before)s to %(after)s. Counters normally only grow.",
                counter=LazyString(label, counter), before=was, after=count,
            )
    return Verdict.ACCEPTED, ""


def _said_twice(row: Said, post: Post, taken: Taken, first: Taken) -> Judged:
    if first.counts == taken.counts:
        return Judged(row, Verdict.KNOWN, _l("Line %(line)s says the same.", line=first.line), post)
    return Judged(row, Verdict.REFUSED, _both(
        _l("Line %(line)s has numbers for this post at the same time.", line=first.line),
        _l("Keep one of the two lines."),
    ), post)


def _without_known(session: Session, judged: list[Judged]) -> list[Judged]:
    """What is in the ledger already is told apart."""
    known = ledger.known_keys(session, ((one.taken, one.post) for one in judged if one.taken and one.post))
    if not known:
        return judged
    return [
        one._replace(verdict=Verdict.KNOWN, because=_KNOWN) if one.taken and one.taken.key in known else one
        for one in judged
    ]


def _same(before: Sequence[int], said: Counts) -> bool:
    """Whether nothing is said that is not known; what is left out stays as it was."""
    return said != NOTHING_TOLD and all(count is None or count == was for was, count in zip(before, said, strict=True))


def _completes_the_past(newest: datetime, zone: str) -> LazyString:
    return _l(
        "A newer reading, of %(time)s, counts already; this one would only complete the past.",
        time=LazyString(slot_time, newest, zone, "yyyy-MM-dd HH:mm"),
    )


def _why(error: QunbiError) -> LazyString:
    return _both(error.cause, error.remedy)


def _both(cause: object, remedy: object) -> LazyString:
    return LazyString(lambda: f"{cause} {remedy}")


_KNOWN = _l("These numbers are already recorded; nothing changes.")
_WAITS = _l("It is not sure which post this row is about; it waits to be matched.")
