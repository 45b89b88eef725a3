"""What the address of a page of Insights asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core.row_ids import row_id
from app.core.zones import zone_or_utc
from app.feedback.weeks import week_of
from app.insights.ranges import ALL, CHOICES, USUAL, Range, asked_range
from app.models import Community
from content_calendar.ranking import Block
from content_calendar.vocabulary import Outcome

LONGEST_LEVEL = 400


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a block, as the ranking names it: form "question", slot "thu-20"."""

    block: Block
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """`this_week` is the running week of the community. Two things narrow a list: `level`, to the posts that share it,
    and `counted`, to those that numbers of the ranking are told from. `choices` are the lengths a range may have.
    """

    community_id: int
    range: Range
    this_week: int
    persona_id: int | None
    outcome: Outcome
    level: Level | None
    page: int
    counted: bool = False
    choices: tuple[int, ...] = CHOICES

    @property
    def is_all_time(self) -> bool:
        return self.range.weeks == ALL

    @property
    def is_running(self) -> bool:
        """Whether the last week is not over yet."""
        return self.range.last >= self.this_week

    def arguments(self, **changed: object) -> dict[str, Any]:
        """What the address of another page keeps of this one, with what is `changed`; nothing that goes without
        saying."""
        until = "" if self.is_running else self.range.last_day.isoformat()
        kept: dict[str, object] = {
            "persona": self.persona_id, "weeks": self.range.weeks, "until": until, "outcome": self.outcome,
        } | changed
        plain = {"weeks": USUAL, "outcome": Outcome.ENGAGE}
        said = {name: value for name, value in kept.items() if value and plain.get(name) != value}
        return {"community_id": self.community_id} | said

    def moved(self, to: Range) -> dict[str, Any]:
        """The same page over another range that ends no later than now."""
        until = "" if to.last >= self.this_week else to.last_day.isoformat()
        return self.arguments(until=until, weeks=to.weeks, **self.narrowed())

    def at_level(self, block: Block, name: str, **changed: object) -> dict[str, Any]:
        """What shares this level."""
        return self.arguments(block=block, level=name, **changed)

    def counting(self, **changed: object) -> dict[str, Any]:
        """The posts that a sum over the range counts."""
        return self.arguments(counted=1, **changed)

    def ever(self, block: Block, name: str) -> dict[str, Any]:
        """The posts behind what was learned of a level."""
        return self.counting(block=block, level=name, persona=None, weeks=ALL, until="")

    def narrowed(self, **changed: object) -> dict[str, object]:
        """What the address of the same list says of its narrowing, but for what is `changed`."""
        level = {"block": self.level.block, "level": self.level.name} if self.level else {}
        return {**level, "counted": int(self.counted)} | changed


def asked(
    given: MultiDict[str, str], community: Community, now: datetime, choices: tuple[int, ...] = CHOICES
) -> Asked:
    """What nobody can mean counts as not said."""
    today = now.astimezone(zone_or_utc(community.timezone)).date()
    return Asked(
        community_id=community.id, range=asked_range(given.get("weeks", ""), given.get("until", ""), today, choices),
        this_week=week_of(today), persona_id=given.get("persona", type=row_id),
        outcome=given.get("outcome", Outcome.ENGAGE, type=Outcome), level=_level(given),
        page=given.get("page", 1, type=row_id), counted=given.get("counted") == "1", choices=choices,
    )  # fmt: skip


def _level(given: Mapping[str, str]) -> Level | None:
    block, name = given.get("block", ""), given.get("level", "")
    if block not in set(Block) or not 0 < len(name) <= LONGEST_LEVEL or not name.isprintable():
        return None
    return Level(Block(block), name)
