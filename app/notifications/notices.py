"""Notices as their reader sees them, wherever that is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.core.zones import UTC_ZONE
from app.models import Community, ContentItem, Notice, NoticeKind, Revision
from app.notifications.words import Telling, in_words
from content_calendar.vocabulary import Language

Rows = Select[Notice, str | None, str | None, dict[str, Any] | None, str | None, str | None]
"""Notices, each with its community's name and zone, its item's topic, and title and hook of the item's words."""

_AT_THE_DESK = (NoticeKind.REVIEW_WAITING, NoticeKind.REVIEW_OVERDUE)


@dataclass(frozen=True, slots=True)
class Entry:
    """`community` is the name of the community it belongs to, "" for none."""

    id: int
    kind: NoticeKind
    telling: Telling
    community: str
    created_at: datetime
    is_read: bool


def tellings(session: Session, ids: Collection[int], language: Language) -> list[Telling]:
    """Those of the notices that are still there and unread, oldest first: what was read need not be sent."""
    chosen = _with_surroundings(Notice.id.in_(ids), Notice.read_at.is_(None)).order_by(Notice.id)
    return [entry.telling for entry in entries(session, chosen, language)]


def of_person(user_id: int) -> Rows:
    """What the person was told, newest first, with its community and item."""
    return _with_surroundings(Notice.user_id == user_id).order_by(Notice.created_at.desc(), Notice.id.desc())


def _with_surroundings(*which: ColumnElement[bool]) -> Rows:
    return (
        select(Notice, Community.name, Community.timezone, ContentItem.topic, Revision.title, Revision.hook)
        .outerjoin(Community, Community.id == Notice.community_id)
        .outerjoin(ContentItem, ContentItem.id == Notice.item_id)
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
        .where(*which)
    )


def entries(session: Session, query: Rows, language: Language) -> list[Entry]:
    """One query."""
    return [
        Entry(
            notice.id, notice.kind,
            in_words(
                notice.kind, notice.params, title=title or hook or str((topic or {}).get("title", "")),
                zone=zone or UTC_ZONE.key, path=path_of(notice), language=language,
            ),
            community or "", notice.created_at, notice.read_at is not None,
        )
        for notice, community, zone, topic, title, hook in session.execute(query)
    ]


def path_of(notice: Notice) -> str:
    """Where the reader finds what the notice speaks of, as a path; jobs, which have no request, need it too."""
    if notice.kind is NoticeKind.CHANNEL_OFF:
        return _path("notifications.channels")
    if notice.kind is NoticeKind.WEBHOOK_OFF:
        return _path("webhooks.index", community_id=notice.community_id)
    if notice.item_id is not None and notice.kind in _AT_THE_DESK:
        return _path("review.index", community_id=notice.community_id, item=notice.item_id)
    if notice.item_id is not None:
        return _path("library.show", community_id=notice.community_id, item_id=notice.item_id)
    return _path("notifications.index")


def _path(endpoint: str, **values: object) -> str:
    return current_app.url_map.bind("localhost").build(endpoint, values)
