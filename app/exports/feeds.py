"""Calendar feeds: a secret address that shows a calendar app what was approved.

A feed holds, for its persona, its community or every community its owner belongs to:

- confirmed: every item whose present words are the approved ones, from a slot 30 days ago on; of several for one slot
  none until it is decided which goes out;
- cancelled: every item that was approved or exported, stopped being so (edited, moved, sent back, archived, or
  changed in any other way its approval does not cover) within the last 30 days, and was not approved again since. It
  shows the words and the slot of its last approval, taken from the item's history.

A post that was published and then archived simply leaves: it did go out, there is nothing to call off.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only

from app.accounts.access import Actor, communities_of
from app.accounts.service import hash_token
from app.core.database import db
from app.core.errors import NotFound
from app.exports.entries import Announced, called_off, entry_of
from app.exports.service import LIVE
from app.library import service as library
from app.models import Column, Community, ContentItem, FeedToken, ItemEvent, Membership, Persona, Revision, User
from content_calendar.content import Copy
from content_calendar.exporters.entry import Entry
from content_calendar.workflow import Action, Role, State

KEPT = timedelta(days=30)
USE_NOTED_EVERY = timedelta(minutes=10)
_AT_ONCE = 500
_CAN_BE_CALLED_OFF = (State.APPROVED, State.EXPORTED)
# What an entry is made of and nothing else: most of reading a long calendar would be unpacking what nobody looks at.
_SHOWN_PARTS = (
    load_only(
        ContentItem.uid, ContentItem.community_id, ContentItem.platform, ContentItem.language, ContentItem.value,
        ContentItem.stage, ContentItem.form, ContentItem.slot_at, ContentItem.state, ContentItem.sequence,
        ContentItem.updated_at, ContentItem.persona_id, ContentItem.column_id, ContentItem.current_revision_id,
        ContentItem.approved_fingerprint,
    ),
    joinedload(ContentItem.current_revision).load_only(*(getattr(Revision, part.name) for part in fields(Copy))),
    joinedload(ContentItem.persona).load_only(Persona.name),
    joinedload(ContentItem.column).load_only(Column.name),
)

_IS_MEMBER = exists().where(
    Membership.user_id == FeedToken.user_id, Membership.community_id == FeedToken.community_id
)
_OPEN_FEED = (
    select(FeedToken)
    .join(FeedToken.user)
    .where(
        FeedToken.token_hash == bindparam("token_hash"), FeedToken.revoked_at.is_(None), User.active,
        or_(FeedToken.community_id.is_(None), User.is_owner, _IS_MEMBER),
    )
    .options(contains_eager(FeedToken.user), joinedload(FeedToken.community), joinedload(FeedToken.persona))
)


def issue_feed(
    session: Session, community: Community | None, persona: Persona | None, *, name: str, actor: Actor, now: datetime
) -> str:
    """The secret of a new feed, shown once: 192 random bits, kept only as a hash.

    Of `persona`, of `community`, or with neither of every community the actor belongs to, now and later.
    """
    token = secrets.token_urlsafe(24)
    session.add(FeedToken(
        community_id=community.id if community else None, persona_id=persona.id if persona else None,
        user_id=actor.user.id, token_hash=hash_token(token), name=name, created_at=now,
    ))
    session.flush()
    return token


def revoke_feed(session: Session, community_id: int, feed_id: int, *, actor: Actor, now: datetime) -> None:
    """Close a feed for good: one's own, or as admin anybody's of the community. Raises NotFound."""
    feed = session.get(FeedToken, feed_id)
    if feed is None or feed.community_id not in {community_id, None} or not _is_theirs(feed, actor):
        raise NotFound
    feed.revoked_at = feed.revoked_at or now


def _is_theirs(feed: FeedToken, actor: Actor) -> bool:
    governed = feed.community_id is not None and actor.role.covers(Role.ADMIN)
    return governed or feed.user_id == actor.user.id


def find_feed(session: Session, token: str) -> FeedToken:
    """The open feed behind a secret. Raises NotFound, also when its owner lost access.

    The look-up compares hashes, so the time it takes tells nothing about how much of a guess was right.
    """
    feed = session.scalar(_OPEN_FEED, {"token_hash": hash_token(token)})
    if feed is None:
        raise NotFound
    return feed


def entries_of(session: Session, feed: FeedToken, *, now: datetime) -> Iterator[Entry]:
    """The feed's entries by slot, read a few hundred at a time: a long calendar needs little memory."""
    keys = session.execute(
        select(ContentItem.id).where(shown(feed, now)).order_by(ContentItem.slot_at, ContentItem.id)
    ).scalars().all()
    communities = {community.id: community for community in shown_communities(feed)}
    for start in range(0, len(keys), _AT_ONCE):
        items = _items(session, keys[start:start + _AT_ONCE])
        withdrawn = {item.id for item in items if not _is_confirmed(item)}
        announced = _announced(session, withdrawn)
        for item in items:
            community = communities[item.community_id]
            entry = _entry(item, community, announced) if item.id in withdrawn else entry_of(item, community)
            if entry is not None:
                yield entry


def _items(session: Session, keys: Sequence[int]) -> list[ContentItem]:
    query = (
        select(ContentItem).where(ContentItem.id.in_(keys)).options(*_SHOWN_PARTS)
        .order_by(ContentItem.slot_at, ContentItem.id)
    )
    return list(session.scalars(query))


def calendar_name(feed: FeedToken) -> str:
    """What the calendar is called in a reader's list."""
    names = (feed.community.name if feed.community else feed.user.name, feed.persona.name if feed.persona else "")
    return feed.name or " · ".join(filter(None, names))


def shown_communities(feed: FeedToken) -> list[Community]:
    """Whose posts the feed shows."""
    return [feed.community] if feed.community is not None else communities_of(feed.user)


def note_use(session: Session, feed: FeedToken, *, now: datetime) -> None:
    """Remember that the feed is read, at most every ten minutes, in a short transaction of its own.

    Ends the reading one of `session` before: on SQLite a reader never becomes a writer. A busy database costs the
    note, not the answer.
    """
    feed_id, last = feed.id, feed.last_used_at
    session.rollback()
    if last is not None and now - last < USE_NOTED_EVERY:
        return
    with suppress(OperationalError), db.sessionmaker() as own:
        own.connection(execution_options={"writes": True})
        own.execute(update(FeedToken).where(FeedToken.id == feed_id).values(last_used_at=now))
        own.commit()


def first_moment(now: datetime) -> datetime:
    """From when on a feed remembers: it moves once a day, so that the same calendar stays the same all day."""
    return datetime.combine((now - KEPT).astimezone(UTC).date(), time(), UTC)


def shown(feed: FeedToken, now: datetime) -> ColumnElement[bool]:
    """Which items the feed shows, confirmed or cancelled."""
    since = first_moment(now)
    called_off_lately = select(ItemEvent.item_id).where(
        ItemEvent.from_state.in_(_CAN_BE_CALLED_OFF), ItemEvent.to_state.not_in(LIVE), ItemEvent.created_at >= since
    )
    conditions = [
        ContentItem.community_id.in_([community.id for community in shown_communities(feed)]),
        or_(
            and_(ContentItem.state.in_(LIVE), ContentItem.slot_at >= since, library.uncontested()),
            and_(ContentItem.state.not_in(LIVE), ContentItem.id.in_(called_off_lately)),
        ),
    ]
    if feed.persona_id is not None:
        conditions.append(ContentItem.persona_id == feed.persona_id)
    return and_(*conditions)


def _is_confirmed(item: ContentItem) -> bool:
    return item.state in LIVE and item.is_approved()


def _announced(session: Session, item_ids: Collection[int]) -> Mapping[int, Announced]:
    """The words and slot of the last approval, by item."""
    query = (
        select(ItemEvent.item_id, ItemEvent.slot_at, Revision)
        .join(Revision, Revision.id == ItemEvent.revision_id)
        .where(ItemEvent.action == Action.APPROVE, ItemEvent.item_id.in_(item_ids))
        .order_by(ItemEvent.id)
    )
    found = session.execute(query) if item_ids else ()
    return {item_id: Announced(revision, slot_at) for item_id, slot_at, revision in found if slot_at is not None}


def _entry(item: ContentItem, community: Community, announced: Mapping[int, Announced]) -> Entry | None:
    return called_off(item, community, announced[item.id]) if item.id in announced else None
