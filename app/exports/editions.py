"""Whether a reader has a feed's newest edition, told without reading a text or rendering anything.

Nothing a feed shows changes without an entry in the audit trail, whose numbers follow the order of commits. So the
number of the newest entry stands for the whole feed: while it is the same, one look at it answers. Otherwise the
facts that decide the feed's bytes are read once, and remembered beside that number.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.exports.feeds import calendar_name, first_moment, shown, shown_communities
from app.models import AuditEntry, AuditHead, Column, ContentItem, FeedToken, Persona
from content_calendar.exporters.icalendar_feed import PROFILE

_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Edition:
    """A feed's content told from outside: `etag` changes with every byte of it, `changed_at` with every item."""

    etag: str
    changed_at: datetime


_Mark = tuple[object, ...]
_known: OrderedDict[str, tuple[_Mark, Edition]] = OrderedDict()
_lock = Lock()


def edition_of(session: Session, feed: FeedToken, *, now: datetime) -> Edition:
    """What a reader compares with the copy it has: one short query, a second one after a change."""
    mark = _mark(session, feed, now)
    with _lock:
        found = _known.get(feed.token_hash)
    if found is not None and found[0] == mark:
        return found[1]
    edition = _read(session, feed, now)
    _remember(feed.token_hash, mark, edition)
    return edition


def _mark(session: Session, feed: FeedToken, now: datetime) -> _Mark:
    """Changes whenever the feed may have changed. The day is in it: posts leave the feed when they are old."""
    newest = (
        select(func.max(AuditEntry.number)).where(AuditEntry.community_id == feed.community_id)
        if feed.community_id is not None else select(AuditHead.number)
    )
    return session.scalar(newest), first_moment(now), *_outside(feed)


def _outside(feed: FeedToken) -> _Mark:
    versions = tuple((community.id, community.version) for community in shown_communities(feed))
    return PROFILE.version, calendar_name(feed), feed.user.language.value, versions


def _read(session: Session, feed: FeedToken, now: datetime) -> Edition:
    query = (
        select(
            ContentItem.id, ContentItem.updated_at, ContentItem.sequence, ContentItem.state,
            ContentItem.approved_fingerprint, ContentItem.value, ContentItem.form, Persona.version, Column.version,
        )
        .join(Persona, Persona.id == ContentItem.persona_id)
        .outerjoin(Column, Column.id == ContentItem.column_id)
        .where(shown(feed, now))
        .order_by(ContentItem.slot_at, ContentItem.id)
    )
    digest, changed_at = hashlib.sha256(repr(_outside(feed)).encode()), feed.created_at
    for row in session.execute(query):
        digest.update(repr(tuple(row)).encode())
        changed_at = max(changed_at, row.updated_at)
    return Edition(digest.hexdigest(), changed_at)


def _remember(name: str, mark: _Mark, edition: Edition) -> None:
    with _lock:
        _known[name] = mark, edition
        _known.move_to_end(name)
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
