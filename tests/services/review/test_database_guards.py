"""What the database refuses by itself, whoever writes to it: the last wall when every other one was forgotten."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import AuditEntry, Community, ContentItem, ItemEvent, Revision
from tests.factories import Workspace, approved, make_persona, published

UNAPPROVED = [
    "UPDATE content_item SET state = 'approved'",
    "UPDATE content_item SET state = 'exported', approved_fingerprint = 'abc'",
    ("UPDATE content_item SET state = 'published', approved_fingerprint = 'abc', approved_slot_at = slot_at, "
    "approved_revision_id = current_revision_id + 1"),
    ("UPDATE content_item SET state = 'approved', approved_fingerprint = 'abc', "
    "approved_revision_id = current_revision_id"),
]
AFTER_THE_YES = [
    "UPDATE content_item SET slot_at = '2027-01-01 00:00:00.000000', approved_slot_at = '2027-01-01 00:00:00.000000'",
    "UPDATE content_item SET slot_at = NULL, approved_slot_at = NULL",
    "UPDATE content_item SET current_revision_id = 9, approved_revision_id = 9",
    "UPDATE content_item SET platform = 'weibo'",
    "UPDATE content_item SET persona_id = (SELECT max(id) FROM persona)",
    "UPDATE content_item SET approved_fingerprint = NULL",
    "UPDATE content_item SET approved_revision_id = NULL",
]
PAST = [
    "UPDATE revision SET body = 'x'",
    "UPDATE revision SET tags = '[]'",
    "UPDATE revision SET author_id = NULL",
    "DELETE FROM revision",
    "UPDATE item_event SET note = 'x'",
    "UPDATE item_event SET actor_id = NULL",
    "DELETE FROM item_event",
    "DELETE FROM content_item",
    "UPDATE audit_entry SET note = 'x'",
    "DELETE FROM audit_entry",
]


def refused(session: Session, statement: str) -> bool:
    session.commit()
    with pytest.raises(IntegrityError):
        session.execute(text(statement))
    session.rollback()
    return True


def test_nothing_is_approved_without_the_text_and_slot_of_its_approval(session: Session, workspace: Workspace) -> None:
    assert all(refused(session, statement) for statement in UNAPPROVED)


def test_what_was_approved_stays_as_it_was(session: Session, workspace: Workspace, now: datetime) -> None:
    approved(session, workspace, workspace.item, now)
    make_persona(session, workspace.community, now, key="other", name="别的画像")
    assert all(refused(session, statement) for statement in AFTER_THE_YES)


def test_texts_history_and_audit_are_only_ever_added_to(session: Session, workspace: Workspace, now: datetime) -> None:
    published(session, workspace, workspace.item, now)
    assert all(refused(session, statement) for statement in PAST)


def test_what_is_worked_out_from_a_text_may_follow_later(session: Session, workspace: Workspace) -> None:
    session.execute(text("UPDATE revision SET simhash = 'f', prompt = 'p', prompt_version = '1', edit_distance = 3"))
    assert session.scalars(select(Revision.prompt)).all() == ["p"]


def test_a_community_goes_with_its_content_and_leaves_its_audit(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    published(session, workspace, workspace.item, now)
    session.commit()
    trail = session.scalar(select(func.count(AuditEntry.id)))
    for part in ("campaign", "event"):
        session.execute(text(f"DELETE FROM {part}"))
    session.execute(text("UPDATE content_item SET column_id = NULL, voice_id = NULL, product_id = NULL"))
    for part in ("content_column", "voice", "product"):
        session.execute(text(f"DELETE FROM {part}"))
    session.execute(Community.__table__.delete().where(Community.id == workspace.community.id))
    for gone in (ContentItem, Revision, ItemEvent):
        assert session.scalar(select(func.count(gone.id))) == 0
    assert trail == session.scalar(select(func.count(AuditEntry.id))) > 0
