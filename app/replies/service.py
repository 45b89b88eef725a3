"""What may be done to the cards of reply templates; their words, gate and history are those of every content item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.library import service as library
from app.library.snippets import take_in_snippets
from app.models import Community, ContentItem
from app.replies.cards import Card, card_of
from app.replies.making import expect_sound, new_item, place, write_card
from app.replies.matrix import Matrix, start_matrix
from app.replies.refusals import CardFixed, NotATemplate
from content_calendar.content import Copy
from content_calendar.workflow import Action, State, allowed_actions

__all__ = [
    "Card", "Matrix", "NotATemplate", "add_variant", "change_card", "create", "hold_card", "new_item", "start_matrix",
]

BOUND_STATES = frozenset({State.APPROVED, State.EXPORTED, State.IN_REVIEW})
"""Where a template has a yes to lose, or waits for one."""


def create(
    session: Session, community: Community, card: Card, copy: Copy, *, actor: Actor, now: datetime
) -> ContentItem:
    """A template with its first words, a draft; without any words it is planned, for the writer.

    Raises NotFound for a persona, voice or product of another community, NoPersona, CodeTaken, SnippetNameTaken,
    VariablesFaulty, TooManyVariables.
    """
    if card.short_code or card.snippet_key:
        library.hold_names(session, community.id)
    expect_sound(session, community, card)
    item = new_item(session, community, card, now=now)
    session.add(item)
    session.flush()
    if copy.text().strip():
        library.edit_copy(session, item, copy, version=item.version, actor=actor, now=now)
    return item


def hold_card(session: Session, community: Community, item_id: int) -> ContentItem:
    """The template, locked for a change of its card, which may name it: the community comes first, as for everybody.

    Raises NotFound.
    """
    library.hold_names(session, community.id)
    return library.get_item(session, community.id, item_id, lock=True)


def change_card(
    session: Session, item: ContentItem, card: Card, *, version: int, actor: Actor, now: datetime
) -> bool:
    """Change what is known of a template; whether it needs another yes for that, which it then is a draft for.

    Whom it is for, its variables and who speaks are part of what was approved; so is the last day it is true on, which
    may only come nearer. A short code, notes and the answer it belongs to are not. The item is held: `hold_card`.
    Raises StaleVersion, NotATemplate, CardFixed, and what `create` raises.
    """
    library.expect_version(item, version)
    if item.reply is None:
        raise NotATemplate
    if Action.EDIT not in allowed_actions(item.state, actor.role):
        raise CardFixed
    expect_sound(session, item.community, card, item)
    lost = item.state in BOUND_STATES and _binds_otherwise(card_of(item), card)
    place(session, item, card)
    write_card(item, item.reply, card)
    if lost:  # the database refuses a moment in which the old yes stands at the new card
        library.step(session, item, Action.EDIT, actor=actor, now=now)
    else:
        library.note_edit(session, item, actor=actor, now=now)
    if item.state not in BOUND_STATES:
        take_in_snippets(session, item)
    session.flush()
    return lost


def add_variant(session: Session, item: ContentItem, copy: Copy, *, actor: Actor, now: datetime) -> ContentItem:
    """Another wording of the same answer: a template of its own with the same card, but no short code.

    Raises NotATemplate.
    """
    if item.reply is None:
        raise NotATemplate
    own = replace(card_of(item), short_code="", snippet_key="")
    return create(session, item.community, own, copy, actor=actor, now=now)


def _binds_otherwise(before: Card, after: Card) -> bool:
    """Whether the approval would be of something else, or hold longer."""
    bound = ("scenario", "member_states", "variables", "persona_id", "voice_id", "product_id", "platform", "language")
    if any(getattr(before, name) != getattr(after, name) for name in bound):
        return True
    return _later(before.expires_on, after.expires_on)


def _later(before: date | None, after: date | None) -> bool:
    return before is not None and (after is None or after > before)
