"""The templates that may leave: approved as they stand, and still true today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, Persona, Product, ReplyTemplate, Revision, Voice
from app.replies.cards import card_of, plain
from content_calendar.workflow import OUT


def leaving(session: Session, community: Community, today: date) -> list[ContentItem]:
    """By scenario, in the order they were made; two queries. What nobody approved, and what has expired, stays."""
    query = (
        select(ContentItem)
        .join(ContentItem.reply)
        .where(
            ReplyTemplate.community_id == community.id, ContentItem.state.in_(OUT),
            ReplyTemplate.expires_on.is_(None) | (ReplyTemplate.expires_on >= today),
        )
        .order_by(ReplyTemplate.scenario, ContentItem.id)
        .options(
            joinedload(ContentItem.reply), joinedload(ContentItem.current_revision).defer(Revision.provenance),
            joinedload(ContentItem.persona).load_only(Persona.name),
            joinedload(ContentItem.voice).load_only(Voice.name),
            joinedload(ContentItem.product).load_only(Product.name),
        )
    )
    return [item for item in session.scalars(query) if item.is_approved()]


def shared(items: Sequence[ContentItem]) -> Iterator[dict[str, Any]]:
    """The templates as `app.replies.transfer.shared.SharedReply` reads them."""
    for item in items:
        card, copy = card_of(item), item.current_revision.copy() if item.current_revision else None
        if copy is not None:
            yield {
                "key": item.uid, "scenario": card.scenario.value,
                "states": [state.value for state in card.member_states],
                "title": copy.title, "hook": copy.hook, "body": copy.body, "call_to_action": copy.call_to_action,
                "variables": [plain(variable) for variable in card.variables], "short_code": card.short_code,
                "snippet_key": card.snippet_key, "answer": card.answer,
                "expires_on": card.expires_on.isoformat() if card.expires_on else None,
                "notes": {platform.value: note for platform, note in card.platform_notes.items()},
                "persona": item.persona.name, "voice": item.voice.name if item.voice else "",
                "product": item.product.name if item.product else "", "platform": item.platform.value,
                "language": item.language.value,
            }
