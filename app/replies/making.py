"""What a card becomes in the database, and what must hold before."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.library.snippets import standing_on
from app.models import Community, ContentItem, Persona, Product, ReplyTemplate, Voice
from app.replies.aims import AIMS
from app.replies.cards import Card, plain
from app.replies.refusals import (
    MAX_VARIABLES,
    CodeTaken,
    NoPersona,
    SnippetInUse,
    SnippetNameTaken,
    TooManyVariables,
    VariablesFaulty,
)
from content_calendar.replies.variables import declaration_faults
from content_calendar.vocabulary import ContentKind, Form
from content_calendar.workflow import State

_SEEDS = 2**31


def new_item(session: Session, community: Community, card: Card, *, now: datetime) -> ContentItem:
    """The item and its card, not yet in the session. Raises NotFound, NoPersona."""
    persona = _persona(session, community, card.persona_id)
    _expect_own(session, community, card)
    value, stage = AIMS[card.scenario]
    item = ContentItem(
        uid=uuid4().hex, community_id=community.id, persona_id=persona.id, voice_id=card.voice_id,
        product_id=card.product_id, kind=ContentKind.REPLY_TEMPLATE, value=value, stage=stage, form=Form.POST,
        platform=card.platform or community.platform, language=card.language or persona.language, topic={},
        reasons=[], state=State.PLANNED, seed=secrets.randbelow(_SEEDS), created_at=now, updated_at=now,
    )
    item.reply = ReplyTemplate(community_id=community.id, answer=card.answer or uuid4().hex)
    write_card(item, item.reply, card)
    return item


def expect_sound(session: Session, community: Community, card: Card, item: ContentItem | None = None) -> None:
    """Raises CodeTaken, SnippetNameTaken, SnippetInUse, VariablesFaulty, TooManyVariables.

    Who gives names takes turns: they are held (`app.library.snippets.hold_names`).
    """
    if len(card.variables) > MAX_VARIABLES:
        raise TooManyVariables
    faults = declaration_faults(card.variables)
    if faults:
        raise VariablesFaulty(faults)
    own = item.id if item else 0
    if card.short_code and _is_taken(session, community, ReplyTemplate.short_code == card.short_code, own):
        raise CodeTaken(card.short_code)
    if card.snippet_key and _is_taken(session, community, ReplyTemplate.snippet_key == card.snippet_key, own):
        raise SnippetNameTaken(card.snippet_key)
    before = item.reply.snippet_key if item and item.reply else ""
    if before and card.snippet_key != before:
        _expect_free(session, community, before)


def _expect_free(session: Session, community: Community, name: str) -> None:
    users = [user for user in standing_on(session, community.id, name) if user.reply and name in user.reply.snippets]
    if users:
        raise SnippetInUse(name, len(users))


def _is_taken(session: Session, community: Community, what: ColumnElement[bool], own_id: int) -> bool:
    """What lies in the archive keeps no name from the living."""
    query = (
        select(ReplyTemplate.item_id)
        .join(ReplyTemplate.item)
        .where(
            ReplyTemplate.community_id == community.id, ReplyTemplate.item_id != own_id,
            ContentItem.state != State.ARCHIVED, what,
        )
    )
    return session.scalar(query.limit(1)) is not None


def write_card(item: ContentItem, row: ReplyTemplate, card: Card) -> None:
    """Put what the card says into its row; persona, voice and product are `place`d."""
    row.scenario, row.member_states = card.scenario, [state.value for state in card.member_states]
    row.variables = [plain(variable) for variable in card.variables]
    row.short_code, row.snippet_key, row.expires_on = card.short_code, card.snippet_key, card.expires_on
    row.platform_notes = {platform.value: note for platform, note in card.platform_notes.items() if note}
    row.answer = card.answer or row.answer
    item.value, item.stage = AIMS[card.scenario]


def place(session: Session, item: ContentItem, card: Card) -> None:
    """Whom it is said to and who says it. Raises NotFound, NoPersona."""
    _expect_own(session, item.community, card)
    persona = _persona(session, item.community, card.persona_id)
    item.persona_id, item.voice_id, item.product_id = persona.id, card.voice_id, card.product_id
    item.platform, item.language = card.platform or item.platform, card.language or item.language


def _persona(session: Session, community: Community, persona_id: int | None) -> Persona:
    own = select(Persona).where(Persona.community_id == community.id).order_by(Persona.id)
    if persona_id is None:
        first = session.scalar(own.limit(1))
        if first is None:
            raise NoPersona
        return first
    chosen = session.scalar(own.where(Persona.id == persona_id))
    if chosen is None:
        raise NotFound
    return chosen


def _expect_own(session: Session, community: Community, card: Card) -> None:
    voice = session.get(Voice, card.voice_id) if card.voice_id is not None else None
    product = session.get(Product, card.product_id) if card.product_id is not None else None
    for row_id, row in ((card.voice_id, voice), (card.product_id, product)):
        if row_id is not None and (row is None or row.community_id != community.id):
            raise NotFound
