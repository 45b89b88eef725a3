"""The ledger of what left to a connection, and the item's step that goes with it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.exports.ledger import Leaving, destination_of, leave
from app.library import service as library
from app.models import Connection, ContentItem, Export, ExportEntry, Push, PushAction
from content_calendar.exporters.push.registry import push_target
from content_calendar.workflow import OUT, Role


def note_departure(session: Session, push: Push, connection: Connection, sent: bytes, now: datetime) -> None:
    """Write that the words arrived, or that they were taken back. `sent` are the bytes of the request.

    Words that lost their approval while they were on their way have arrived all the same: the ledger says so, the item
    takes no step, and they are taken back.
    """
    export = _export(push, connection, sent, now)
    session.add(export)
    session.flush()
    item = library.get_item(session, push.community_id, push.item_id, lock=True)
    is_withdrawal = push.action is PushAction.CANCEL
    if is_withdrawal or _is_still_approved(item, push):
        row = Leaving(item, push.revision_id, push.fingerprint, push.slot_at, withdrawn=is_withdrawal)
        actor = Actor(push.ordered_by, Role.EDITOR)
        leave(session, export, [row], actor=actor, now=now, note=connection.name)
    else:
        session.add(_late_entry(export, push, now))
        session.flush()


def _export(push: Push, connection: Connection, sent: bytes, now: datetime) -> Export:
    return Export(
        community_id=push.community_id, persona_id=connection.persona_id, connection_id=connection.id,
        exported_by_id=push.ordered_by_id, target=connection.target, filename=connection.name, row_count=1,
        profile_version=str(push_target(connection.target).facts.version),
        checksum=hashlib.sha256(sent).hexdigest(), created_at=now,
    )


def _is_still_approved(item: ContentItem, push: Push) -> bool:
    return item.state in OUT and item.is_approved() and item.approved_fingerprint == push.fingerprint


def _late_entry(export: Export, push: Push, now: datetime) -> ExportEntry:
    return ExportEntry(
        export_id=export.id, item_id=push.item_id, revision_id=push.revision_id, fingerprint=push.fingerprint,
        target=export.target, destination=destination_of(export.target, export.connection_id), slot_at=push.slot_at,
        repeated=push.round > 1, created_at=now,
    )
