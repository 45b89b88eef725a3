"""What the ledger would say to each row of an uploaded file: asked on the dry run, and again when it is applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import Invalid, QunbiError
from app.core.i18n import label, slot_time
from app.core.zones import zone_of
from app.feedback import service
from app.feedback.figures import count_of, moment_of
from app.feedback.service import Reading
from app.feedback.upload import OBSERVED_AT, UploadedRow
from app.models import Community, ContentItem, FeedbackRecord
from content_calendar.vocabulary import Counter, Term

SOURCE = "csv"


class Verdict(Term):
    ACCEPTED = "accepted", "可导入", "Accepted"
    HELD = "held", "待确认", "Needs confirming"
    KNOWN = "known", "已有", "Already recorded"
    REFUSED = "refused", "不能导入", "Refused"


class UnknownItem(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("No post of this community has this identifier."), _l("Copy the uid from the template, without changes.")
        )


class SaidTwice(Invalid):
    def __init__(self, line: int) -> None:
        super().__init__(
            _l("Line %(line)s has numbers for this post at the same time.", line=line), _l("Keep one of the two lines.")
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what the ledger says to it; `item` and `reading` are there unless it was refused."""

    row: UploadedRow
    verdict: Verdict
    reason: str
    item: ContentItem | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database knows about the posts of a file."""

    items: Mapping[str, ContentItem]
    newest: Mapping[int, FeedbackRecord]
    keys: frozenset[str]
    zone: ZoneInfo


def judge(
    session: Session, community: Community, rows: Sequence[UploadedRow], *, read_at: datetime, now: datetime,
    lock: bool = False, source: str = SOURCE,
) -> list[Judged]:
    """Every row with its verdict, in three queries. `read_at` dates the rows that carry no date of their own.

    `lock` holds the posts until the transaction ends; `source` is where the ledger will say that they came from.
    """
    known = _known(session, community, rows, lock)
    seen: dict[tuple[int, datetime], int] = {}
    judged = []
    for row in rows:
        try:
            item, reading = _reading(row, known, read_at, source)
            service.check(item, reading, now)
            if (item.id, reading.observed_at) in seen:
                raise SaidTwice(seen[item.id, reading.observed_at])
        except QunbiError as error:
            judged.append(Judged(row, Verdict.REFUSED, f"{error.cause} {error.remedy}"))
            continue
        seen[item.id, reading.observed_at] = row.line
        verdict, reason = _verdict(item, reading, known, dated=bool(row.cells.get(OBSERVED_AT, "").strip()))
        judged.append(Judged(row, verdict, reason, item, reading))
    return judged


def _known(session: Session, community: Community, rows: Sequence[UploadedRow], lock: bool) -> _Known:
    query = (
        select(ContentItem)
        .where(ContentItem.community_id == community.id, ContentItem.uid.in_({row.uid for row in rows}))
        .options(joinedload(ContentItem.current_revision))
    )
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    items = {item.uid: item for item in session.scalars(query)}
    records = session.scalars(
        select(FeedbackRecord)
        .where(FeedbackRecord.item_id.in_([item.id for item in items.values()]))
        .order_by(FeedbackRecord.observed_at, FeedbackRecord.id)
    ).all()
    newest = {record.item_id: record for record in records}
    keys = frozenset(record.idempotency_key for record in records)
    return _Known(items, newest, keys, zone_of(community.timezone))


def _reading(row: UploadedRow, known: _Known, read_at: datetime, source: str) -> tuple[ContentItem, Reading]:
    """What the row says; a counter it does not mention stays as it was read last.

    Raises FigureUnreadable, UnknownItem.
    """
    item = known.items.get(row.uid)
    if item is None:
        raise UnknownItem
    said = {counter: _count(counter, cell) for counter, cell in row.counts().items()}
    newest = known.newest.get(item.id)
    before = {counter: _held(newest, counter) for counter in Counter} if newest else {}
    counters = before | {counter: count for counter, count in said.items() if count is not None}
    observed_at = moment_of(row.cells.get(OBSERVED_AT, ""), known.zone) or read_at
    return item, Reading(counters, observed_at, source)


def _count(counter: Counter, cell: str) -> int | None:
    try:
        return count_of(cell)
    except Invalid as error:
        error.cause = f"{label(counter)}: {error.cause}"
        raise


def _verdict(item: ContentItem, reading: Reading, known: _Known, *, dated: bool) -> tuple[Verdict, str]:
    newest = known.newest.get(item.id)
    if service.idempotency_key(item, reading) in known.keys or (newest and not dated and _same(newest, reading)):
        return Verdict.KNOWN, _("These numbers are already recorded; nothing changes.")
    if newest and reading.observed_at < newest.observed_at:
        return Verdict.HELD, _(
            "A newer reading, of %(time)s, counts already; this one would only complete the past.",
            time=slot_time(newest.observed_at, known.zone.key, "yyyy-MM-dd HH:mm"),
        )
    fallen = [counter for counter in Counter if newest and reading.counters.get(counter, 0) < _held(newest, counter)]
    if newest and fallen:
        return Verdict.HELD, _(
            "%(counter)s would fall from %(before)s to %(after)s. Counters normally only grow.",
            counter=label(fallen[0]), before=_held(newest, fallen[0]), after=reading.counters.get(fallen[0], 0),
        )
    return Verdict.ACCEPTED, ""


def _same(record: FeedbackRecord, reading: Reading) -> bool:
    return all(_held(record, counter) == reading.counters.get(counter, 0) for counter in Counter)


def _held(record: FeedbackRecord, counter: Counter) -> int:
    return int(getattr(record, counter.value))
