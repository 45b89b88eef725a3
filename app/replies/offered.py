"""What an operator may copy: templates that pass the gate, are true today and whose snippets are in their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, Persona, Product, ReplyTemplate, Revision, Voice
from app.replies.cards import Card, Ready, card_of, expiry_of, ready_of
from content_calendar.workflow import OUT


@dataclass(frozen=True, slots=True)
class Offered:
    """A template as the desk knows it. `ready` are its words with everything the approval bound them to."""

    item_id: int
    revision_id: int
    title: str
    card: Card
    ready: Ready
    voice: str
    product: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """The same as long as nothing about the community's templates changed."""

    count: int
    versions: int
    last: datetime | None


def stamp(session: Session, community_id: int) -> Stamp:
    """Every step, edit and change of a card makes another version; one query."""
    query = (
        select(func.count(), func.coalesce(func.sum(ContentItem.version), 0), func.max(ContentItem.updated_at))
        .join(ReplyTemplate, ReplyTemplate.item_id == ContentItem.id)
        .where(ReplyTemplate.community_id == community_id)
    )
    return Stamp(*session.execute(query).one())


def offered(session: Session, community: Community, today: date) -> tuple[Offered, ...]:
    """All of them, without the snippets that only stand in others. One query."""
    query = (
        select(ContentItem)
        .join(ContentItem.reply)
        .where(
            ReplyTemplate.community_id == community.id, ReplyTemplate.snippet_key == "", ContentItem.state.in_(OUT)
        )
        .options(
            joinedload(ContentItem.reply), joinedload(ContentItem.current_revision).defer(Revision.provenance),
            joinedload(ContentItem.persona).load_only(Persona.name),
            joinedload(ContentItem.voice).load_only(Voice.name),
            joinedload(ContentItem.product).load_only(Product.name),
        )
        .order_by(ContentItem.id)
    )
    found = (_offered(item, today) for item in session.scalars(query))
    return tuple(template for template in found if template is not None)


def _offered(item: ContentItem, today: date) -> Offered | None:
    """None for what does not pass."""
    revision, ready = item.current_revision, ready_of(item)
    if revision is None or not item.is_approved() or expiry_of(item, today) or not isinstance(ready, Ready):
        return None
    return Offered(
        item_id=item.id, revision_id=revision.id, title=item.headline(), card=card_of(item), ready=ready,
        voice=item.voice.name if item.voice else "", product=item.product.name if item.product else "",
    )
