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

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.exports.feeds import calendar_name, first_moment, shown, shown_communities
from app.models import AuditEntry, AuditHead, Column, ContentItem, FeedToken, Persona
from content_calendar.exporters.icalendar_feed import PROFILE

_REMEMBERED = 4_096


_Mark = tuple[object, ...]
_known: OrderedDict[str, tuple[_Mark, str]] = OrderedDict()
_lock = Lock()
# What changes whenever a feed may have changed. The entry's hash is in it: in a database brought back from a copy, the
# same number may stand for something else. Built once, for every look asks one of them.
_ENTRY = select(AuditEntry.number, AuditEntry.hash, AuditEntry.created_at)
_OF_ALL = _ENTRY.where(AuditEntry.number == select(AuditHead.number).scalar_subquery())
_OF_COMMUNITY = (
    _ENTRY.where(AuditEntry.community_id == bindparam("community_id")).order_by(AuditEntry.number.desc()).limit(1)
)


@dataclass(frozen=True, slots=True)
class Edition:
    """A feed told from outside: `etag` changes with every byte of it. `changed_at` is when anything in its communities
    changed last, for people who look; too coarse to tell two editions of one second apart, so nothing is decided by it.
    """

    etag: str
    changed_at: datetime


def edition_of(session: Session, feed: FeedToken, *, now: datetime) -> Edition:
    """The feed's present edition: one short query, a second one after a change."""
    newest = _OF_ALL if feed.community_id is None else _OF_COMMUNITY
    entry = session.execute(newest, {"community_id": feed.community_id}).one_or_none()
    since = first_moment(now)
    mark = *(entry or ()), since, *_outside(feed)
    changed_at = max(filter(None, (entry and entry.created_at, since, feed.created_at)))
    with _lock:
        found = _known.get(feed.token_hash)
    if found is not None and found[0] == mark:
        return Edition(found[1], changed_at)
    etag = _read(session, feed, now)
    _remember(feed.token_hash, mark, etag)
    return Edition(etag, changed_at)


def _outside(feed: FeedToken) -> _Mark:
    versions = tuple((community.id, community.version) for community in shown_communities(feed))
    return PROFILE.version, calendar_name(feed), feed.user.language.value, versions


def _read(session: Session, feed: FeedToken, now: datetime) -> str:
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
    digest = hashlib.sha256(repr(_outside(feed)).encode())
    for row in session.execute(query):
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _remember(name: str, mark: _Mark, edition: str) -> None:
    with _lock:
        _known[name] = mark, edition
        _known.move_to_end(name)
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
