"""Texts that were written elsewhere, as the first ones of many new items at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.library.service import new_revision
from app.models import ContentItem, ItemEvent, Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Action, State, next_state


def take_in(
    session: Session, texts: Sequence[tuple[ContentItem, Copy]], *, actor: Actor, now: datetime
) -> list[Revision]:
    """Add items that are not in the database yet, each with its text: drafts, for the same checks and the same review
    as any other. What is published already, as history, stays so; nothing counts as approved.

    Raises TransitionRefused.
    """
    for item, _copy in texts:
        if item.state is not State.PUBLISHED:
            item.state = next_state(Action.EDIT, item.state, actor.role)
    session.add_all([item for item, _copy in texts])
    session.flush()
    revisions = [_first(item, copy, actor, now) for item, copy in texts]
    session.add_all(revisions)
    session.flush()
    _make_present(session, texts, revisions)
    session.add_all([_event(item, actor, now) for item, _copy in texts])
    session.flush()
    return revisions


def _first(item: ContentItem, copy: Copy, actor: Actor, now: datetime) -> Revision:
    imported = Provenance(WriterKind.IMPORTED, platform=item.platform, language=item.language)
    return new_revision(item, copy, number=1, provenance=imported, author=actor, now=now)


def _make_present(
    session: Session, texts: Sequence[tuple[ContentItem, Copy]], revisions: Sequence[Revision]
) -> None:
    """One statement for all: the items are as new as their texts, so nobody else can have changed them."""
    own = select(Revision.id).where(Revision.item_id == ContentItem.id).scalar_subquery()
    present = update(ContentItem).where(ContentItem.id.in_([item.id for item, _copy in texts]))
    session.execute(present.values(current_revision_id=own), execution_options={"synchronize_session": False})
    for (item, _copy), revision in zip(texts, revisions, strict=True):
        set_committed_value(item, "current_revision_id", revision.id)
        set_committed_value(item, "current_revision", revision)


def _event(item: ContentItem, actor: Actor, now: datetime) -> ItemEvent:
    action = Action.PUBLISH if item.state is State.PUBLISHED else Action.EDIT
    return ItemEvent(
        item_id=item.id, actor_id=actor.user.id, action=action, from_state=State.PLANNED, to_state=item.state,
        revision_id=item.current_revision_id, fingerprint=item.fingerprint(), slot_at=item.slot_at, created_at=now,
    )
