"""What waits for review, as a list."""

from __future__ import annotations

import functools
from datetime import datetime

from pydantic import Field
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.api.paging import Listing, Order
from app.api.shapes import N_, Page, PageAsked, RowId, Shown
from app.models import Community, ContentItem
from content_calendar.vocabulary import Form, Platform
from content_calendar.workflow import State

_BY_SUBMISSION = Order("submitted", (ContentItem.updated_at, ContentItem.id))
_NARROWING = ("persona_id", "assigned_to_id")


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


def queue_page(session: Session, community: Community, query: QueueAsked) -> Page[Waiting]:
    """The community's texts in review, what changed longest ago first. One query."""
    asked = {name: value for name in _NARROWING if (value := getattr(query, name)) is not None}
    return _queue(frozenset(asked)).page(
        session, query, lambda row: Waiting.model_validate(row, from_attributes=True),
        community_id=community.id, **asked,
    )


@functools.cache
def _queue(narrowed_by: frozenset[str]) -> Listing:
    wanted = select(*(getattr(ContentItem, name) for name in Waiting.model_fields)).where(
        ContentItem.community_id == bindparam("community_id"), ContentItem.state == State.IN_REVIEW,
        *(getattr(ContentItem, name) == bindparam(name) for name in narrowed_by),
    )
    return Listing(wanted, _BY_SUBMISSION)
