"""What endpoints are told about a step of a post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.models import ContentItem, ItemEvent, WebhookKind
from app.webhooks.telling import announce
from content_calendar.workflow import OUT, Action

_KINDS: Mapping[Action, WebhookKind] = {
    Action.FINISH_DRAFTING: WebhookKind.ITEM_DRAFTED,
    Action.SUBMIT: WebhookKind.ITEM_SUBMITTED,
    Action.APPROVE: WebhookKind.ITEM_APPROVED,
    Action.REQUEST_CHANGES: WebhookKind.ITEM_CHANGES_REQUESTED,
    Action.RESCHEDULE: WebhookKind.ITEM_RESCHEDULED,
    Action.EXPIRE: WebhookKind.ITEM_EXPIRED,
    Action.PUBLISH: WebhookKind.ITEM_PUBLISHED,
    Action.ARCHIVE: WebhookKind.ITEM_ARCHIVED,
}


def announce_step(session: Session, item: ContentItem, step: ItemEvent) -> None:
    """Tell of the step, and that an approval ended with it where one did."""
    kinds = [kind for kind in (_KINDS.get(step.action),) if kind is not None]
    if step.from_state in OUT and step.to_state not in OUT and step.action is not Action.ARCHIVE:
        kinds.append(WebhookKind.ITEM_APPROVAL_VOIDED)
    for kind in kinds:
        announce(session, kind, community_id=item.community_id, subject=_subject(item, step), now=step.created_at)


def _subject(item: ContentItem, step: ItemEvent) -> Mapping[str, object]:
    return {
        "community_id": item.community_id, "item_id": item.id, "uid": f"{item.uid}@qunbi",
        "persona_id": item.persona_id, "kind": item.kind.value, "platform": item.platform.value,
        "action": step.action.value, "from_state": step.from_state.value, "state": step.to_state.value,
        "slot_at": _instant(item.slot_at), "fingerprint": step.fingerprint, "actor_id": step.actor_id,
        "reasons": list(step.reasons), "published_url": item.published_url or None,
        "href": f"/api/v1/communities/{item.community_id}/items/{item.id}",
    }


def _instant(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
