"""Reading the trail for its pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.audit.filters import Filters
from app.audit.values import FieldChange, Names, field_changes
from app.audit.words import action_words
from app.models import AuditEntry, Community, ContentItem, Membership, User
from content_calendar.vocabulary import Language

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a page shows it. `actor` is "" when the service itself acted; `name` is what the subject is called,
    or was when it still was there."""

    number: int
    at: datetime
    actor: str
    action: str
    deed: str
    subject: str
    subject_id: int | None
    community_id: int | None
    name: str
    note: str
    changes: tuple[FieldChange, ...]
    origin: str
    address: str
    request_id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Page:
    """`older` is the number to go on below, None at the end."""

    lines: tuple[Line, ...]
    older: int | None


def people(session: Session) -> tuple[tuple[int, str], ...]:
    """Everybody with an account, by name."""
    found = session.execute(select(User.id, User.name).order_by(User.name, User.id))
    return tuple((row.id, row.name) for row in found)


def people_of(session: Session, community: Community) -> tuple[tuple[int, str], ...]:
    """Whoever may open the community's pages, by name: its admins need not learn who else has an account."""
    members = select(Membership.user_id).where(Membership.community_id == community.id)
    query = select(User.id, User.name).where(or_(User.is_owner, User.id.in_(members)))
    return tuple((row.id, row.name) for row in session.execute(query.order_by(User.name, User.id)))


def page_of(
    session: Session, filters: Filters, *, below: int | None, zone: ZoneInfo, language: Language,
    names: Sequence[tuple[int, str]],
) -> Page:
    """The newest entries with a number below `below`, in two queries."""
    query = select(AuditEntry).where(*filters.conditions(zone)).order_by(AuditEntry.number.desc()).limit(PAGE + 1)
    rows = session.scalars(query.where(AuditEntry.number < below) if below else query).all()
    shown = rows[:PAGE]
    headlines = _headlines(session, shown)
    known = Names(dict(names), zone, language)
    lines = tuple(_line(row, known, headlines) for row in shown)
    return Page(lines, shown[-1].number if len(rows) > PAGE else None)


def happened_since(session: Session, action: str, address: str, since: datetime) -> bool:
    """Whether the action was recorded from this address after `since`."""
    query = select(AuditEntry.created_at, AuditEntry.address).where(AuditEntry.action == action)
    latest = session.execute(query.where(AuditEntry.address == address).order_by(AuditEntry.number.desc()).limit(1))
    found = latest.one_or_none()
    return found is not None and found.created_at > since


def community_names(session: Session) -> tuple[tuple[int, str], ...]:
    """Every community of the workspace."""
    found = session.execute(select(Community.id, Community.name).order_by(Community.id))
    return tuple((row.id, row.name) for row in found)


def _headlines(session: Session, rows: Sequence[AuditEntry]) -> dict[int, str]:
    """What the posts among the subjects are called now, as long as they belong where the entry says."""
    asked = {row.subject_id: row.community_id for row in rows if row.subject == "content_item"}
    query = select(ContentItem).where(ContentItem.id.in_([number for number in asked if number]))
    items = session.scalars(query.options(joinedload(ContentItem.current_revision), joinedload(ContentItem.column)))
    return {item.id: item.headline() for item in items if item.community_id == asked[item.id]}


def _line(row: AuditEntry, names: Names, headlines: dict[int, str]) -> Line:
    is_post = row.subject == "content_item"
    is_set_up = row.action.startswith(f"{row.subject}.")
    return Line(
        number=row.number, at=row.created_at, actor=names.person(row.actor_id), action=row.action,
        deed=action_words(row.action, names.language), subject=row.subject, subject_id=row.subject_id,
        community_id=row.community_id, note="" if is_set_up and not is_post else row.note,
        name=headlines.get(row.subject_id or 0, "") if is_post else row.note if is_set_up else "",
        changes=field_changes(row.subject, row.before, row.after, names), origin=row.origin, address=row.address,
        request_id=row.request_id, hash=row.hash,
    )
