"""Connections and pushes as they come in and go out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from app.api.resources.sent_fields import Link
from app.api.shapes import N_, RowId, Sent, Shown
from app.connections.causes import read_cause
from app.connections.queries import AttemptRow
from app.connections.service import Resolution
from app.core.i18n import language
from app.models import Push, PushAction, PushStatus
from content_calendar.vocabulary import Platform


class ConnectionShown(Shown):
    """One account at one target."""

    id: int = Field(examples=[4])
    name: str = Field(examples=["品牌的 Postiz"])
    target: str = Field(examples=["postiz"])
    active: bool
    automatic: bool = Field(description=N_("Whether what is approved is handed over without anybody asking."))
    persona_id: int | None = Field(description=N_("Whose items it carries; null for all."), examples=[None])
    platforms: tuple[Platform, ...] = Field(description=N_("Platforms it carries; empty for all."))
    tested_at: datetime | None = Field(examples=["2027-02-20T08:00:00Z"])
    held_until: datetime | None = Field(description=N_("Nothing is sent before."), examples=[None])
    trouble: str = Field(description=N_("What its last test or push failed with."), examples=[""])
    waiting: int = Field(examples=[2])
    delivered: int = Field(examples=[40])
    needs_a_person: int = Field(description=N_("Pushes somebody has to settle."), examples=[0])


class ConnectionList(Shown):
    data: tuple[ConnectionShown, ...]


class PushAsked(Sent):
    item_id: RowId = Field(examples=[42])
    connection_id: RowId = Field(examples=[4])


class PushResolved(Sent):
    resolution: Resolution
    link: Link = Field(
        "", description=N_("Where it can be seen, if it is there."), examples=["https://example.com/p/1"]
    )


class PushListed(Shown):
    """One approved text on its way to one connection."""

    id: int = Field(examples=[15])
    item_id: int = Field(examples=[42])
    connection_id: int = Field(examples=[4])
    action: PushAction
    status: PushStatus
    slot_at: datetime = Field(examples=["2027-03-01T01:30:00Z"])
    available_at: datetime = Field(description=N_("When it is sent."), examples=["2027-03-01T01:30:00Z"])
    sent_at: datetime | None = Field(examples=[None])
    attempts: int = Field(examples=[0])
    external_id: str = Field(description=N_("What the target calls it."), examples=[""])
    external_url: str = Field(examples=[""])
    created_at: datetime = Field(examples=["2027-02-27T08:00:00Z"])


class AttemptShown(Shown):
    """One request of a push."""

    at: datetime = Field(examples=["2027-03-01T01:30:00Z"])
    number: int = Field(examples=[1])
    outcome: str = Field(examples=["taken"])
    status: int | None = Field(description=N_("The HTTP status of the answer."), examples=[201])
    milliseconds: int = Field(examples=[180])


class PushShown(PushListed):
    """A push with every request of it."""

    cause: str = Field(description=N_("Why it did not arrive, and what helps."), examples=[""])
    requests: tuple[AttemptShown, ...]


def push_shown(push: Push, attempts: Sequence[AttemptRow]) -> PushShown:
    """A push as it goes out."""
    cause = read_cause(push.error)
    return PushShown(
        **{name: getattr(push, name) for name in PushListed.model_fields},
        cause=cause.text(language()) if cause else "",
        requests=tuple(
            AttemptShown(at=row.at, number=row.number, outcome=row.outcome, status=row.status,
                         milliseconds=row.milliseconds) for row in attempts
        ),
    )
