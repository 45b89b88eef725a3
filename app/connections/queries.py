"""Reading for the pages of connections and pushes: frozen values, and no credential in any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.connections.causes import Cause, Trouble, read_cause
from app.connections.resolving import OPEN
from app.core.outgoing import NoAnswer
from app.models import Connection, ContentItem, Persona, Push, PushAction, PushAttempt, PushStatus
from content_calendar.exporters.push.options import Options
from content_calendar.exporters.push.outcomes import Verdict
from content_calendar.exporters.push.registry import targets
from content_calendar.exporters.target import Target
from content_calendar.vocabulary import Platform, Term

PAGE_LENGTH = 50
MOST_OPEN = 100


class AttemptWord(Term):
    """What a log calls an attempt that is no answer of the target."""

    SENDING = "sending", "正在发送", "Being sent"
    LOOKING = "looking", "正在查询对方", "Being looked up"
    FOUND = "found", "查到了", "Found there"
    NOT_FOUND = "not_found", "没有查到", "Not found there"


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One connection with what is under way through it. `needs` counts the pushes that wait for a person."""

    id: int
    name: str
    target: Target
    address: str
    active: bool
    automatic: bool
    persona: Persona | None
    platforms: tuple[Platform, ...]
    tested_at: datetime | None
    held_until: datetime | None
    trouble: Cause | None
    waiting: int
    delivered: int
    needs: int


@dataclass(frozen=True, slots=True)
class PushRow:
    """One push as a list shows it. `is_open` when a person has to say what becomes of it; `unconfirmed` are those who
    have not confirmed it in the target's own client."""

    id: int
    item_id: int
    headline: str
    connection_id: int
    connection: str
    target: Target
    platform: Platform
    action: PushAction
    status: PushStatus
    slot_at: datetime
    available_at: datetime
    sent_at: datetime | None
    ordered_by: str
    created_at: datetime
    cause: Cause | None
    external_id: str
    external_url: str
    is_open: bool
    unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptRow:
    at: datetime
    number: int
    outcome: str
    status: int | None
    milliseconds: int
    answer: str


@dataclass(frozen=True, slots=True)
class PushPage:
    number: int
    pages: int
    total: int
    open: tuple[PushRow, ...]
    unconfirmed: tuple[PushRow, ...]
    rows: tuple[PushRow, ...]


def connections_of(session: Session, community_id: int) -> tuple[ConnectionRow, ...]:
    """Every connection of the community with its counts; two queries."""
    query = (
        select(Connection).where(Connection.community_id == community_id).options(joinedload(Connection.persona))
        .order_by(Connection.active.desc(), Connection.name, Connection.id)
    )
    rows = session.scalars(query).all()
    counts = _counts(session, community_id)
    return tuple(_connection_row(row, counts) for row in rows)


def _counts(session: Session, community_id: int) -> dict[tuple[int, str], int]:
    sort = func.count(Push.id)
    query = select(Push.connection_id, Push.status, sort).where(Push.community_id == community_id)
    return {(row[0], row[1].value): row[2] for row in session.execute(query.group_by(Push.connection_id, Push.status))}


def _connection_row(row: Connection, counts: dict[tuple[int, str], int]) -> ConnectionRow:
    def of(*statuses: PushStatus) -> int:
        return sum(counts.get((row.id, status.value), 0) for status in statuses)

    return ConnectionRow(
        row.id, row.name, Target(row.target), row.base_url, row.active, row.automatic, row.persona,
        tuple(platform for platform in Platform if platform.value in row.platforms), row.tested_at, row.held_until,
        read_cause(row.trouble), of(PushStatus.WAITING, PushStatus.RUNNING), of(PushStatus.DELIVERED), of(*OPEN),
    )


def connection_row(session: Session, connection: Connection) -> ConnectionRow:
    """One connection as its page shows it."""
    return _connection_row(connection, _counts(session, connection.community_id))


def push_page(session: Session, community_id: int, number: int, connection_id: int | None = None) -> PushPage:
    """One page of pushes, newest first; on the first page those that need a person, and those that the staff have to
    confirm, stand apart. Four queries."""
    wanted = [Push.community_id == community_id]
    if connection_id is not None:
        wanted.append(Push.connection_id == connection_id)
    settled = [*wanted, ~needs_a_person()]
    total = session.scalar(select(func.count(Push.id)).where(*settled)) or 0
    pages = max(1, -(-total // PAGE_LENGTH))
    number = min(max(1, number), pages)
    rows = _rows(session, _newest(*settled).limit(PAGE_LENGTH).offset((number - 1) * PAGE_LENGTH))
    waiting = _rows(session, _newest(*wanted, needs_a_person()).limit(MOST_OPEN)) if number == 1 else ()
    unconfirmed = _rows(session, _newest(*wanted, needs_the_staff()).limit(MOST_OPEN)) if number == 1 else ()
    return PushPage(number, pages, total + len(waiting), waiting, unconfirmed, rows)


def needs_a_person() -> ColumnElement[bool]:
    """Failed, or unknown without a word from the target that it is at work on it."""
    return or_(Push.status == PushStatus.FAILED, and_(Push.status == PushStatus.UNKNOWN, Push.external_id == ""))


def needs_the_staff() -> ColumnElement[bool]:
    """Delivered, but nobody reads it before somebody confirms it in the target's own client."""
    asking = [target.key for target in targets() if target.options.confirmers is not Options.confirmers]
    through = select(Connection.id).where(Connection.target.in_(asking))
    return and_(
        Push.status == PushStatus.DELIVERED, Push.action == PushAction.CREATE, Push.confirmed_at.is_(None),
        Push.connection_id.in_(through),
    )


def open_count(session: Session, community_id: int) -> int:
    """How many pushes of the community wait for a person's word."""
    query = select(func.count(Push.id)).where(Push.community_id == community_id, needs_a_person())
    return session.scalar(query) or 0


def push_row(push: Push) -> PushRow:
    """The push as a page shows it."""
    revision, connection = push.revision, push.connection
    return PushRow(
        push.id, push.item_id, revision.title or revision.hook or push.item.headline(), connection.id, connection.name,
        Target(connection.target), push.item.platform, push.action, push.status, push.slot_at, push.available_at,
        push.sent_at, push.ordered_by.name, push.created_at, read_cause(push.error), push.external_id,
        push.external_url, push.status in OPEN and not (push.status is PushStatus.UNKNOWN and push.external_id != ""),
        tuple(row["sender"] for row in push.confirmations if not row["at"]),
    )


def _newest(*wanted: ColumnElement[bool]) -> Select[Push]:
    return (
        select(Push).where(and_(*wanted))
        .options(
            joinedload(Push.connection), joinedload(Push.revision), joinedload(Push.ordered_by),
            joinedload(Push.item).joinedload(ContentItem.column),
            joinedload(Push.item).joinedload(ContentItem.current_revision),
        )
        .order_by(Push.id.desc())
    )


def _rows(session: Session, query: Select[Push]) -> tuple[PushRow, ...]:
    return tuple(push_row(push) for push in session.scalars(query))


def attempts_of(session: Session, push_id: int) -> tuple[AttemptRow, ...]:
    """Every request of one push, newest first."""
    query = select(PushAttempt).where(PushAttempt.push_id == push_id).order_by(PushAttempt.id.desc()).limit(100)
    return tuple(
        AttemptRow(row.created_at, row.number, row.outcome, row.answer_status, row.milliseconds, row.answer)
        for row in session.scalars(query)
    )


def personas_of(session: Session, community_id: int) -> Sequence[Persona]:
    return session.scalars(select(Persona).where(Persona.community_id == community_id).order_by(Persona.id)).all()


def usable_connections(session: Session, community_id: int) -> Sequence[Connection]:
    """The connections that are on, for a menu."""
    query = select(Connection).where(Connection.community_id == community_id, Connection.active)
    return session.scalars(query.order_by(Connection.name, Connection.id)).all()


def attempt_word(outcome: str) -> Term | None:
    """What an attempt of a log came to, as a word; None for one of a version of old."""
    known: tuple[type[Term], ...] = (AttemptWord, Verdict, NoAnswer, Trouble)
    return next((word for terms in known if (word := terms.named(outcome))), None)
