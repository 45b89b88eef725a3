"""What an accepted plan left behind, as it is stored until somebody takes it back."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, BaseModel, ConfigDict

from app.models import ContentItem
from content_calendar.planning.plan import ChangeKind
from content_calendar.vocabulary import Scene


class Place(BaseModel):
    """Where a post stood and why, before a plan moved it."""

    model_config = ConfigDict(frozen=True)

    slot_at: AwareDatetime | None
    column_day: date | None
    scene: Scene
    occasion: str
    reasons: list[dict[str, str]]


class Trace(BaseModel):
    """One applied change: the post, and the version it was left at. `place` is where a moved one stood before."""

    model_config = ConfigDict(frozen=True)

    kind: ChangeKind
    item_id: int
    version: int
    place: Place | None = None


def place_of(item: ContentItem) -> Place:
    """Where the post stands now."""
    return Place(
        slot_at=item.slot_at, column_day=item.column_day, scene=item.scene, occasion=item.occasion,
        reasons=item.reasons,
    )
