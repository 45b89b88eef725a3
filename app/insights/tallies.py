"""What posts of a range brought: sums over weeks, by what the posts have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.insights.ranges import Range
from app.models import LevelWeek
from content_calendar.intervals import Estimate, Part, change
from content_calendar.ranking import Block
from content_calendar.vocabulary import Outcome

_SUMS = tuple(
    func.sum(column).label(column.key)
    for column in (
        LevelWeek.posts, LevelWeek.seen, LevelWeek.engaged, LevelWeek.acted, LevelWeek.act_seen, LevelWeek.harmed,
        LevelWeek.harm_seen,
    )
)


class Share(NamedTuple):
    """How often something happened among those who `saw` posts of which a source told it."""

    hits: int = 0
    saw: int = 0


NEVER = Share()


@dataclass(frozen=True, slots=True)
class Tally:
    """So many posts, seen so often, and what came of them. What no source told is not zero."""

    posts: int = 0
    seen: int = 0
    engaged: Share = NEVER
    acted: Share = NEVER
    harmed: Share = NEVER

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.posts + other.posts, self.seen + other.seen, _sum(self.engaged, other.engaged),
            _sum(self.acted, other.acted), _sum(self.harmed, other.harmed),
        )

    def share(self, outcome: Outcome) -> Share:
        return {Outcome.ENGAGE: self.engaged, Outcome.ACT: self.acted, Outcome.HARM: self.harmed}[outcome]

    def count(self, outcome: Outcome) -> int | None:
        """None when no source told it of any post that was seen."""
        return self.share(outcome).hits if self.share(outcome).saw else None

    def rate(self, outcome: Outcome) -> float | None:
        """Of those who saw posts of which it was told; None when there is none."""
        told = self.share(outcome)
        return told.hits / told.saw if told.saw else None


def _sum(one: Share, other: Share) -> Share:
    return Share(one.hits + other.hits, one.saw + other.saw)


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class Weeks:
    """One tally for each week of a range, and of the range before it, oldest first."""

    now: tuple[Tally, ...]
    before: tuple[Tally, ...]

    @property
    def total(self) -> Tally:
        return sum(self.now, start=NOTHING)

    @property
    def total_before(self) -> Tally:
        return sum(self.before, start=NOTHING)

    def change(self, outcome: Outcome) -> Estimate | None:
        """By what the rate of this range is that of the one before multiplied; None where that cannot be told."""
        old, new = ([Part(*one.share(outcome)) for one in side] for side in (self.before, self.now))
        return change(old, new)


def by_week(session: Session, community_id: int, wanted: Range, persona_id: int | None) -> Weeks:
    """All posts, week by week; one query."""
    query = (
        select(LevelWeek.week, *_SUMS)
        .where(*_within(community_id, wanted.with_before, persona_id), LevelWeek.block == Block.BASE)
        .group_by(LevelWeek.week)
    )
    found = {row.week: _tally(row) for row in session.execute(query)}
    return Weeks(_listed(found, wanted), _listed(found, wanted.before))


def by_level(
    session: Session, community_id: int, wanted: Range, persona_id: int | None, blocks: Collection[Block]
) -> Mapping[tuple[Block, str], Tally]:
    """The posts of the range by what they have in common; one query."""
    query = (
        select(LevelWeek.block, LevelWeek.name, *_SUMS)
        .where(*_within(community_id, wanted, persona_id), LevelWeek.block.in_(blocks))
        .group_by(LevelWeek.block, LevelWeek.name)
    )
    found: defaultdict[tuple[Block, str], Tally] = defaultdict(Tally)
    found.update({(row.block, row.name): _tally(row) for row in session.execute(query)})
    return found


def by_persona(session: Session, community_id: int, wanted: Range) -> Mapping[tuple[Block, str], Tally]:
    """The posts of the range by whom they spoke to; one query."""
    query = (
        select(LevelWeek.persona_id, *_SUMS)
        .where(*_within(community_id, wanted, None), LevelWeek.block == Block.BASE)
        .group_by(LevelWeek.persona_id)
    )
    return {(Block.PERSONA, str(row.persona_id)): _tally(row) for row in session.execute(query)}


def _within(community_id: int, wanted: Range, persona_id: int | None) -> Sequence[ColumnElement[bool]]:
    weeks = (LevelWeek.community_id == community_id, LevelWeek.week.between(wanted.first, wanted.last))
    return weeks if persona_id is None else (*weeks, LevelWeek.persona_id == persona_id)


def _tally(row: Any) -> Tally:
    acted, harmed = Share(int(row.acted), int(row.act_seen)), Share(int(row.harmed), int(row.harm_seen))
    return Tally(int(row.posts), int(row.seen), Share(int(row.engaged), int(row.seen)), acted, harmed)


def _listed(found: Mapping[int, Tally], wanted: Range) -> tuple[Tally, ...]:
    return tuple(found.get(week, NOTHING) for week in range(wanted.first, wanted.last + 1))
