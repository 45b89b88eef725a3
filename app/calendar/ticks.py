"""What a form sends back for each change people tick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from app.core.row_ids import row_id
from app.core.text_fields import YEARS
from content_calendar.planning.plan import Change

CLOCK = "%Y%m%dT%H%MZ"


@dataclass(frozen=True, slots=True)
class Tick:
    """One change of one persona's plan. `at` is its moment, told even when the plan no longer holds the change."""

    persona_id: int
    at: datetime
    key: str

    @classmethod
    def of(cls, persona_id: int, change: Change) -> Self:
        return cls(persona_id, moment_of(change), change.key)

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what no page of ours sends."""
        persona, _, rest = text.partition("~")
        moment, _, key = rest.partition("~")
        try:
            at = datetime.strptime(moment, CLOCK).replace(tzinfo=UTC)
            return cls(row_id(persona), at, key) if at.year in YEARS else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.persona_id}~{self.at.astimezone(UTC):{CLOCK}}~{self.key}"


def moment_of(change: Change) -> datetime:
    """When the change shows in the calendar: where a post goes, or where the one that is taken away stands.

    Raises ValueError for a change that has neither.
    """
    at = change.slot.at if change.slot else change.was
    if at is None:
        raise ValueError("a change needs a moment")
    return at
