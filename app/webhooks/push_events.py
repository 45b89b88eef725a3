"""What endpoints are told about a push that came to an end, or to none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.models import Push, PushStatus, WebhookKind
from app.webhooks.telling import announce

_KINDS: Mapping[PushStatus, WebhookKind] = {
    PushStatus.DELIVERED: WebhookKind.PUSH_DELIVERED,
    PushStatus.UNKNOWN: WebhookKind.PUSH_UNKNOWN,
    PushStatus.FAILED: WebhookKind.PUSH_FAILED,
}


def announce_push(session: Session, push: Push, now: datetime) -> None:
    """Tell what became of it, in a state that says something; of others nothing is told."""
    kind = _KINDS.get(push.status)
    if kind is not None:
        announce(session, kind, community_id=push.community_id, subject=_subject(push), now=now)


def _subject(push: Push) -> Mapping[str, object]:
    return {
        "community_id": push.community_id, "push_id": push.id, "connection_id": push.connection_id,
        "item_id": push.item_id, "action": push.action.value, "status": push.status.value,
        "fingerprint": push.fingerprint, "slot_at": push.slot_at.astimezone(UTC).isoformat(),
        "external_id": push.external_id or None, "external_url": push.external_url or None,
    }
