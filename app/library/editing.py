"""What a person changes of an item: its words, or what it is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.library.items import expect_version
from app.library.revisions import TextMissing, write_revision
from app.library.steps import record, take_state
from app.models import ContentItem, Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Action


def edit_copy(
    session: Session, item: ContentItem, copy: Copy, *, version: int, actor: Actor, now: datetime
) -> Revision:
    """Save a person's text as a new revision; it becomes a draft again and an approval is void.

    Raises StaleVersion, TransitionRefused, TextMissing.
    """
    expect_version(item, version)
    if not copy.text().strip():
        raise TextMissing
    before = item.state
    take_state(item, Action.EDIT, actor)
    by_hand = Provenance(
        WriterKind.PERSON, revises=item.current_revision.number if item.current_revision else 0,
        platform=item.platform, language=item.language,
    )
    revision = write_revision(session, item, copy, provenance=by_hand, author=actor, now=now)
    record(session, item, Action.EDIT, before=before, actor=actor, now=now)
    session.flush()
    return revision


def leave_campaign(session: Session, item: ContentItem, *, note: str, actor: Actor, now: datetime) -> None:
    """Let the item go from its campaign; `note` says why in its history. Whoever lets many go flushes at the end."""
    item.campaign_id, item.touch = None, 0
    note_edit(session, item, actor=actor, now=now, note=note)


def note_edit(session: Session, item: ContentItem, *, actor: Actor, now: datetime, note: str = "") -> None:
    """Record that somebody changed what the item is about, and not its text or state."""
    record(session, item, Action.EDIT, before=item.state, actor=actor, now=now, note=note)
