"""What waits for review, as a list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import Select, select

from app.api.paging import Order
from app.api.shapes import N_, PageAsked, RowId, Shown
from app.models import Community, ContentItem
from content_calendar.vocabulary import Form, Platform
from content_calendar.workflow import State

QUEUE_ORDER = Order("submitted", (ContentItem.updated_at, ContentItem.id))


class QueueAsked(PageAsked):
    persona_id: RowId | None = Field(None, description=N_("Only this persona."), examples=[1])
    assigned_to_id: RowId | None = Field(None, description=N_("Only what this person was chosen for."), examples=[3])


class Waiting(Shown):
    """One text in review."""

    id: int = Field(examples=[42])
    persona_id: int = Field(examples=[1])
    platform: Platform
    form: Form
    slot_at: datetime | None = Field(examples=["2027-03-01T01:30:00Z"])
    submitted_at: datetime | None = Field(examples=["2027-02-20T08:00:00Z"])
    assigned_to_id: int | None = Field(description=N_("The reviewer it was given to."), examples=[3])
    must_fix: int | None = Field(
        description=N_("Blocking findings when it was last checked; null before."), examples=[0]
    )
    to_check: int | None = Field(description=N_("Warnings when it was last checked; null before."), examples=[1])
    version: int = Field(examples=[5])


def in_queue(community: Community, query: QueueAsked) -> Select[Any]:
    """The community's texts in review."""
    wanted = select(*(getattr(ContentItem, name) for name in Waiting.model_fields)).where(
        ContentItem.community_id == community.id, ContentItem.state == State.IN_REVIEW
    )
    if query.persona_id is not None:
        wanted = wanted.where(ContentItem.persona_id == query.persona_id)
    if query.assigned_to_id is not None:
        wanted = wanted.where(ContentItem.assigned_to_id == query.assigned_to_id)
    return wanted
