"""The index of each community's desk, kept in this process and brought up to date when its templates changed.

One query tells whether they did. What changed is read and put beside the rest, which takes milliseconds; when much
changed a thread builds the index anew, and until it is through everybody is served by the one before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.zones import zone_of
from app.models import Community
from app.reply_desk.offer import Offer
from app.reply_desk.stock import Stamp, entries_of, marks_of, stamp_of
from content_calendar.replies.entry import Entry
from content_calendar.replies.retrieval import index

MOST_KEPT = 32
"""Communities a process keeps an index of; who was not asked for longest goes."""
PATIENCE_S = 0.3
"""How long whoever finds a change waits for it to be taken in before the index before is good enough."""


class NotReady(Exception):
    """The index is being built for the first time; ask again in a second."""


@dataclass(slots=True)
class _Shelf:
    """The offers of one database."""

    kept: OrderedDict[int, Offer] = field(default_factory=OrderedDict)
    builds: dict[int, Future[Offer]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def keep(self, community_id: int, offer: Offer) -> None:
        with self.lock:
            self.kept[community_id] = offer
            self.kept.move_to_end(community_id)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An offer as it should be, and what has to happen to the one before."""

    offer: Offer
    changed: tuple[Entry, ...]
    removed: Collection[int]


_SHELVES: WeakKeyDictionary[Engine, _Shelf] = WeakKeyDictionary()
_NONE = index(())
_BUILDERS = ThreadPoolExecutor(2, thread_name_prefix="reply-index")


def offer_of(session: Session, community: Community, now: datetime, *, patience: float | None = None) -> Offer:
    """What the desk offers. Raises NotReady when there is nothing after `patience` seconds; None waits to the end."""
    shelf = _SHELVES.setdefault(session.get_bind().engine, _Shelf())
    kept, on = shelf.kept.get(community.id), now.astimezone(zone_of(community.timezone)).date()
    stamp = stamp_of(session, community.id)
    if kept is not None and kept.is_current(stamp, on, now):
        return kept
    build, is_mine = _begun(shelf, session, community.id, kept, (stamp, on, now))
    if kept is None:
        return _awaited(build, patience)
    return _soon(build, kept) if is_mine else kept


def forget() -> None:
    """Let go of every index, as a process that just began."""
    _SHELVES.clear()


def _begun(
    shelf: _Shelf, session: Session, community_id: int, kept: Offer | None, at: tuple[Stamp, date, datetime]
) -> tuple[Future[Offer], bool]:
    """The build under way, or one that begins here; whether it does."""
    with shelf.lock:
        build = shelf.builds.get(community_id)
        if build is not None and not build.done():
            return build, False
        build = shelf.builds[community_id] = Future()
    try:
        wanted = _wanted(session, community_id, kept, at)
    except BaseException as error:
        build.set_exception(error)
        raise
    _BUILDERS.submit(_build, shelf, community_id, wanted, build)
    return build, True


def _wanted(session: Session, community_id: int, kept: Offer | None, at: tuple[Stamp, date, datetime]) -> _Wanted:
    stamp, on, now = at
    before, marks = (kept.marks if kept else {}), marks_of(session, community_id, on)
    new = [key for key, mark in marks.items() if key not in before or before[key].words != mark.words]
    offer = Offer(kept.index if kept else _NONE, marks, stamp, on, now)
    return _Wanted(offer, entries_of(session, new), before.keys() - marks.keys())


def _build(shelf: _Shelf, community_id: int, wanted: _Wanted, build: Future[Offer]) -> None:
    """Needs no database, so that a thread may do it while others ask theirs."""
    try:
        found = wanted.offer.index
        if wanted.changed or wanted.removed:
            found = found.with_changed(wanted.changed, wanted.removed)
        offer = replace(wanted.offer, index=found)
        shelf.keep(community_id, offer)
        build.set_result(offer)
    except BaseException as error:
        build.set_exception(error)
        raise


def _awaited(build: Future[Offer], patience: float | None) -> Offer:
    try:
        return build.result(patience)
    except TimeoutError:
        raise NotReady from None


def _soon(build: Future[Offer], kept: Offer) -> Offer:
    try:
        return build.result(PATIENCE_S)
    except TimeoutError:
        return kept
