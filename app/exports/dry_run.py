"""What an export would hold, row by row, before anything leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import Invalid
from app.exports import ledger
from app.exports.entries import Announced, called_off, entry_of
from app.exports.ledger import Departed
from app.exports.plans import DryRun, Row, Wish, Withdrawal
from app.library import service as library
from app.models import Community, ContentItem
from content_calendar.exporters.checks.rows import slot_contested
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import RowFinding, refused
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.workflow import State

LIVE = (State.APPROVED, State.EXPORTED, State.PUBLISHED)
MAX_ROWS = 5_000


class RangeTooFull(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("More than %(limit)s approved posts lie in this range.", limit=MAX_ROWS),
            _l("Choose fewer days or one persona, and export in parts."),
        )


def dry_run(session: Session, community: Community, wish: Wish, *, now: datetime, lock: bool = False) -> DryRun:
    """Every approved item of the range with what the target would say about it, and what has to be taken back.

    `lock` holds the items until the transaction ends, so that what is seen is what leaves. Raises RangeTooFull.
    """
    destination = ledger.destination_of(wish.profile.key)
    stood = ledger.standing_between(
        session, destination, community_id=community.id, persona_id=wish.persona_id, start=wish.start, end=wish.end
    )
    stood = {key: told for key, told in stood.items() if not wish.only or key in wish.only}
    items = _items(session, community, wish, stood.keys(), lock=lock)
    # Asked again once the items are held: whoever exported the same range a moment ago has told the target meanwhile.
    told = ledger.left_to(session, destination, [item.id for item in items])
    live = [item for item in items if item.state in LIVE and item.is_approved() and item.slot_at is not None]
    lives = {item.id for item in live}
    gone = [
        item for item in items if item.id in stood and item.id not in lives and _still_stands(told[item.id], now)
    ]
    rows = tuple(_rows(live, community, wish, told, now, contested=library.contested(session, live)))
    return DryRun(
        wish, rows, tuple(
            Withdrawal(item, _called_off(item, community, wish, told[item.id]), told[item.id])
            for item in gone if item.published_at is None
        ), tuple(_hints(wish, rows, now)),
    )


def _rows(
    items: Sequence[ContentItem], community: Community, wish: Wish, told: Mapping[int, Departed], now: datetime, *,
    contested: Collection[int],
) -> Iterator[Row]:
    entries = [_on_its_clock(entry_of(item, community), wish) for item in items]
    rivals = [entry.uid for item, entry in zip(items, entries, strict=True) if item.id in contested]
    findings = (*wish.profile.check(entries, now), *slot_contested(rivals))
    by_uid, banned = _by_uid(findings), refused(findings)
    for item, entry in zip(items, entries, strict=True):
        last = told.get(item.id)
        standing = None if last is None or last.withdrawn else last
        is_other = standing is not None and standing.fingerprint != entry.fingerprint
        is_news = wish.again or standing is None or is_other
        is_left = is_other and not wish.profile.carries_withdrawals
        outdated = _called_off(item, community, wish, standing) if standing is not None and is_left else None
        # A tool that posts would post it a second time; a calendar or a list only says when it went out.
        is_wanted = is_news and (item.published_at is None or wish.profile.carries_withdrawals)
        yield Row(item, entry, by_uid[entry.uid], standing, outdated, leaves=is_wanted and entry.uid not in banned)


def _still_stands(told: Departed, now: datetime) -> bool:
    return not told.withdrawn and told.slot_at > now


def _hints(wish: Wish, rows: Sequence[Row], now: datetime) -> Iterator[Message]:
    """Of the first row that leaves: what a reader of the file finds in it."""
    first = [row.entry for row in rows if row.leaves][:1]
    return (finding.message for finding in wish.profile.check(first, now) if finding.severity is Severity.HINT)


def _called_off(item: ContentItem, community: Community, wish: Wish, standing: Departed) -> Entry:
    return _on_its_clock(called_off(item, community, Announced(standing.revision, standing.slot_at)), wish)


def _on_its_clock(entry: Entry, wish: Wish) -> Entry:
    return entry.on_clock(wish.zone) if wish.zone else entry


def _items(
    session: Session, community: Community, wish: Wish, stood: Collection[int], *, lock: bool
) -> list[ContentItem]:
    in_range = and_(
        ContentItem.state.in_(LIVE), ContentItem.slot_at >= wish.start, ContentItem.slot_at < wish.end
    )
    query = (
        select(ContentItem)
        .where(ContentItem.community_id == community.id, or_(in_range, ContentItem.id.in_(stood)))
        .options(
            joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
        )
        .order_by(ContentItem.slot_at, ContentItem.id)
        .limit(MAX_ROWS + 1)
    )
    if wish.persona_id is not None:
        query = query.where(ContentItem.persona_id == wish.persona_id)
    if wish.only:
        query = query.where(ContentItem.id.in_(wish.only))
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    found = list(session.scalars(query))
    if len(found) > MAX_ROWS:
        raise RangeTooFull
    return found


def _by_uid(findings: Sequence[RowFinding]) -> Mapping[str, tuple[RowFinding, ...]]:
    grouped: dict[str, tuple[RowFinding, ...]] = defaultdict(tuple)
    for finding in findings:
        grouped[finding.uid] += (finding,)
    return grouped
