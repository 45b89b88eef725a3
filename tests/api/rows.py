"""Rows for programs to speak of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.feedback.service import Reading, record_feedback
from app.models import Connection, ContentItem
from app.review.mentions import add_comment
from content_calendar.vocabulary import Counter
from tests.architecture.walk import rows_of
from tests.factories import COPY, Workspace, approved, in_review, make_column, make_item, make_persona, published, write


def known_rows(session: Session, workspace: Workspace, now: datetime) -> dict[str, Any]:
    """By the name of their number in an address or a body: one row of every kind, items in several states."""
    rows = rows_of(session, workspace)
    connection = Connection(
        community_id=workspace.community.id, created_by_id=workspace.alice.id, name="收件处", target="webhook",
        base_url="https://example.com/hook", created_at=now,
    )
    session.add(connection)
    session.commit()
    found = {name: [rows[name]] for name in ("community_id", "export_id", "run_id", "event_id", "family", "name")}
    parts = {"column_id": workspace.column, "persona_id": workspace.persona, "voice_id": workspace.voice,
             "product_id": workspace.product, "connection_id": connection}
    return {**found, **{name: [row.id] for name, row in parts.items()}, "item_id": new_items(session, workspace, now)}


def new_items(session: Session, workspace: Workspace, now: datetime) -> list[int]:
    """Items in the states most acts begin from: planned, in review, approved, draft."""
    planned, *drafts = (make_item(session, workspace.column, now) for _ in range(4))
    for item in drafts:
        write(session, item, COPY, workspace.editor, now)
    in_review(session, workspace, drafts[0], now)
    approved(session, workspace, drafts[1], now)
    return [planned.id, *(item.id for item in drafts)]


def grow(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> None:
    """More of everything: personas, columns, items, versions, comments, readings."""
    persona = make_persona(session, workspace.community, now, key="another")
    for number in range(3):
        make_column(session, persona, workspace.voice, now, key=f"another-{number}")
        write(session, item, COPY, workspace.editor, now)
        add_comment(session, item, "@Rita 看看", actor=workspace.editor, now=now)
        new_items(session, workspace, now)
        before = now - timedelta(days=5)
        out = published(session, workspace, write(
            session, make_item(session, workspace.column, before), COPY, workspace.editor, before
        ), before)
        reading = Reading({Counter.VIEWS: 90 + number, Counter.LIKES: 9}, now, "test")
        record_feedback(session, out, reading, actor=workspace.editor, now=now)
    session.commit()
