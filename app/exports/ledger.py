"""What left, where to, in which words: asked before anything leaves again, written when something does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.library import service as library
from app.models import ContentItem, Export, ExportEntry, Revision
from content_calendar.workflow import Action, State


@dataclass(frozen=True, slots=True)
class Departed:
    """What a destination was told last about one item."""

    revision: Revision
    fingerprint: str
    slot_at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """One line of the ledger to be: the item in these words at this slot, or with `withdrawn` its recall."""

    item: ContentItem
    revision_id: int
    fingerprint: str
    slot_at: datetime
    withdrawn: bool = False


def destination_of(target: str, connection_id: int | None = None) -> str:
    """How the ledger names where something went: a target everybody uploads to, or one account of it."""
    return target if connection_id is None else f"{target}:{connection_id}"


def left_to(session: Session, destination: str, item_ids: Collection[int]) -> Mapping[int, Departed]:
    """What `destination` was told last about each of the items it was told about; one query."""
    newest = (
        select(func.max(ExportEntry.id))
        .where(ExportEntry.destination == destination, ExportEntry.item_id.in_(item_ids))
        .group_by(ExportEntry.item_id)
    )
    query = select(ExportEntry).where(ExportEntry.id.in_(newest)).options(joinedload(ExportEntry.revision))
    return {row.item_id: _departed(row) for row in session.scalars(query)}


def standing_between(
    session: Session, destination: str, *, community_id: int, persona_id: int | None, start: datetime, end: datetime
) -> Mapping[int, Departed]:
    """What stands at `destination` with a slot between `start` and `end` (excluded), by item: told and not recalled."""
    newest = (
        select(func.max(ExportEntry.id))
        .join(ContentItem, ContentItem.id == ExportEntry.item_id)
        .where(ExportEntry.destination == destination, ContentItem.community_id == community_id)
        .group_by(ExportEntry.item_id)
    )
    if persona_id is not None:
        newest = newest.where(ContentItem.persona_id == persona_id)
    query = (
        select(ExportEntry)
        .where(
            ExportEntry.id.in_(newest), ExportEntry.withdrawn.is_(False),
            ExportEntry.slot_at >= start, ExportEntry.slot_at < end,
        )
        .options(joinedload(ExportEntry.revision))
    )
    return {row.item_id: _departed(row) for row in session.scalars(query)}


def _departed(row: ExportEntry) -> Departed:
    return Departed(row.revision, row.fingerprint, row.slot_at, row.withdrawn)


def leave(
    session: Session, export: Export, rows: Sequence[Leaving], *, actor: Actor, now: datetime, note: str
) -> None:
    """Write what leaves with `export` into the ledger and take approved items on to `exported`.

    Raises NotApproved when an item's present words are not the approved ones, so that nothing leaves past the gate
    whatever its caller knew.
    """
    destination = destination_of(export.target, export.connection_id)
    before = _fingerprints(session, destination, [row.item.id for row in rows])
    for row in rows:
        if not row.withdrawn:
            library.require_approved(row.item)
        session.add(ExportEntry(
            export_id=export.id, item_id=row.item.id, revision_id=row.revision_id, fingerprint=row.fingerprint,
            target=export.target, destination=destination, slot_at=row.slot_at, withdrawn=row.withdrawn,
            repeated=(row.item.id, row.fingerprint) in before, created_at=now,
        ))
        if not row.withdrawn and row.item.state is State.APPROVED:
            library.advance(session, row.item, Action.EXPORT, actor=actor, now=now, note=note)
    session.flush()


def _fingerprints(session: Session, destination: str, item_ids: Collection[int]) -> set[tuple[int, str]]:
    query = select(ExportEntry.item_id, ExportEntry.fingerprint).where(
        ExportEntry.destination == destination, ExportEntry.item_id.in_(item_ids)
    )
    return {(item_id, fingerprint) for item_id, fingerprint in session.execute(query)}
