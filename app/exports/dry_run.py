"""What an export would hold, row by row, before anything leaves."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import Invalid
from app.exports import ledger
from app.exports.entries import Announced, called_off, entry_of
from app.exports.ledger import Departed
from app.models import Community, ContentItem
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Profile, RowFinding, Template, refused
from content_calendar.workflow import State

LIVE = (State.APPROVED, State.EXPORTED, State.PUBLISHED)
MAX_ROWS = 5_000


class RangeTooFull(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("More than %(limit)s approved posts lie in this range.", limit=MAX_ROWS),
            _l("Choose fewer days or one persona, and export in parts."),
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to export: `start` ≤ slot < `end`, of one persona or all; `only` are ids of chosen items,
    none for all. `again` also takes what left in the same words before.
    """

    profile: Profile
    start: datetime
    end: datetime
    persona_id: int | None = None
    again: bool = False
    only: frozenset[int] = frozenset()
    template: Template | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One approved post. `standing` is what the target was told before and still believes, None for nothing."""

    item: ContentItem
    entry: Entry
    findings: tuple[RowFinding, ...]
    standing: Departed | None
    outdated: Entry | None
    """The row that stands there still, for a person to delete; None where the target's format replaces it itself."""
    leaves: bool

    @property
    def exported_before(self) -> bool:
        """Whether exactly these words at this slot stand there already."""
        return self.standing is not None and self.standing.fingerprint == self.entry.fingerprint

    @property
    def replaces(self) -> bool:
        """Whether other words, or another slot, stand there."""
        return self.standing is not None and not self.exported_before


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One post that left before and is approved no more, with the row that calls it off."""

    item: ContentItem
    entry: Entry
    standing: Departed


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the files would hold. Posts that moved out of the range since they left are among the rows."""

    wish: Wish
    rows: tuple[Row, ...]
    withdrawals: tuple[Withdrawal, ...]

    @property
    def profile(self) -> Profile:
        return self.wish.profile

    @property
    def leaving(self) -> tuple[Row, ...]:
        """The rows that would be written: not refused, and not sent before unless asked for."""
        return tuple(row for row in self.rows if row.leaves)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would leave and nothing would be taken back."""
        return not self.leaving and not self.withdrawals

    @property
    def waits_for_template(self) -> bool:
        """Whether this target cannot be written before somebody uploads the tool's template."""
        return self.profile.needs_template and self.wish.template is None

    def digest(self) -> str:
        """Stands for exactly these rows leaving; another digest means that something changed since somebody looked."""
        names = [f"{row.item.id}:{row.entry.fingerprint}" for row in self.leaving]
        names += [f"-{gone.item.id}:{gone.standing.fingerprint}" for gone in self.withdrawals]
        return hashlib.sha256(",".join(names).encode()).hexdigest()


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
    live = [item for item in items if item.state in LIVE and item.is_approved() and item.slot_at is not None]
    told = ledger.left_to(session, destination, [item.id for item in live])
    gone = [item for item in items if item.id in stood and item not in live and stood[item.id].slot_at > now]
    return DryRun(
        wish, tuple(_rows(live, community, wish, told, now)),
        tuple(
            Withdrawal(item, _called_off(item, community, stood[item.id]), stood[item.id])
            for item in gone if item.published_at is None
        ),
    )


def _rows(
    items: Sequence[ContentItem], community: Community, wish: Wish, told: Mapping[int, Departed], now: datetime
) -> Iterator[Row]:
    entries = [entry_of(item, community) for item in items]
    findings = wish.profile.check(entries, now)
    by_uid, banned = _by_uid(findings), refused(findings)
    for item, entry in zip(items, entries, strict=True):
        last = told.get(item.id)
        standing = None if last is None or last.withdrawn else last
        is_other = standing is not None and standing.fingerprint != entry.fingerprint
        is_news = wish.again or standing is None or is_other
        is_left = is_other and not wish.profile.carries_withdrawals
        outdated = _called_off(item, community, standing) if standing is not None and is_left else None
        yield Row(item, entry, by_uid[entry.uid], standing, outdated, leaves=is_news and entry.uid not in banned)


def _called_off(item: ContentItem, community: Community, standing: Departed) -> Entry:
    return called_off(item, community, Announced(standing.revision, standing.slot_at))


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
