"""Reading for the export pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.access import Actor
from app.core.errors import NotFound
from app.models import Community, ContentItem, Export, ExportContent, ExportEntry, FeedToken, Persona
from content_calendar.exporters.profile import Target
from content_calendar.vocabulary import Term
from content_calendar.workflow import Role, State

PAGE = 30


@dataclass(frozen=True, slots=True)
class Departure:
    """One file that left. `target` is its name, or its bare identifier when the target was retired since."""

    id: int
    at: datetime
    by: str
    target: Term | str
    persona: Persona | None
    filename: str
    rows: int
    checksum: str
    files: tuple[Mapping[str, object], ...] = ()
    """What the archive holds: name, rows and SHA-256 of each file."""
    is_kept: bool = False
    """Whether its bytes can be fetched again."""


@dataclass(frozen=True, slots=True)
class Left:
    """One item in a file, as it was then; `state` is its present one."""

    item_id: int
    headline: str
    persona: Persona
    slot_at: datetime
    fingerprint: str
    repeated: bool
    withdrawn: bool
    state: State
    moved_on: bool
    """Whether its words, slot or state have changed since."""


@dataclass(frozen=True, slots=True)
class History:
    departures: tuple[Departure, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Feed:
    """One address; `is_everywhere` when it shows every community of its owner."""

    id: int
    name: str
    persona: Persona | None
    is_everywhere: bool
    owner: str
    is_mine: bool
    created_at: datetime
    last_used_at: datetime | None


def personas_of(session: Session, community: Community) -> list[Persona]:
    return list(session.scalars(select(Persona).where(Persona.community_id == community.id).order_by(Persona.id)))


def history(session: Session, community: Community, *, page: int) -> History:
    """One page of the files that left, newest first; two queries."""
    total = session.scalar(select(func.count(Export.id)).where(Export.community_id == community.id)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    query = (
        select(Export)
        .where(Export.community_id == community.id)
        .options(joinedload(Export.exported_by), joinedload(Export.persona))
        .order_by(Export.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return History(tuple(_departure(export) for export in session.scalars(query)), number, pages, total)


def departure(session: Session, community: Community, export_id: int) -> tuple[Departure, tuple[Left, ...]]:
    """One file with its items, in three queries. Raises NotFound outside the community."""
    items = selectinload(Export.entries)
    query = (
        select(Export)
        .where(Export.id == export_id, Export.community_id == community.id)
        .options(
            joinedload(Export.exported_by), joinedload(Export.persona), items.joinedload(ExportEntry.revision),
            items.joinedload(ExportEntry.item).joinedload(ContentItem.persona),
            items.joinedload(ExportEntry.item).joinedload(ContentItem.column),
            items.joinedload(ExportEntry.item).joinedload(ContentItem.current_revision),
        )
    )
    export = session.scalars(query).one_or_none()
    if export is None:
        raise NotFound
    kept = session.scalar(select(ExportContent.id).where(ExportContent.export_id == export.id))
    left = tuple(_left(entry) for entry in sorted(export.entries, key=lambda row: row.id))
    return _departure(export, is_kept=kept is not None), left


def feeds(session: Session, community: Community, actor: Actor) -> tuple[Feed, ...]:
    """The open feeds: one's own, and everybody's of the community for an admin; newest first, one query."""
    mine = FeedToken.user_id == actor.user.id
    query = (
        select(FeedToken)
        .where(
            or_(FeedToken.community_id == community.id, and_(FeedToken.community_id.is_(None), mine)),
            FeedToken.revoked_at.is_(None),
        )
        .options(joinedload(FeedToken.persona), joinedload(FeedToken.user))
        .order_by(FeedToken.id.desc())
    )
    if not actor.role.covers(Role.ADMIN):
        query = query.where(mine)
    return tuple(_feed(row, actor) for row in session.scalars(query))


def _departure(export: Export, *, is_kept: bool = False) -> Departure:
    return Departure(
        id=export.id, at=export.created_at, by=export.exported_by.name,
        target=Target.named(export.target) or export.target, persona=export.persona,
        filename=export.filename, rows=export.row_count, checksum=export.checksum, files=tuple(export.files),
        is_kept=is_kept,
    )


def _left(entry: ExportEntry) -> Left:
    revision, item = entry.revision, entry.item
    return Left(
        item_id=item.id, headline=revision.title or revision.hook or item.headline(), persona=item.persona,
        slot_at=entry.slot_at, fingerprint=entry.fingerprint, repeated=entry.repeated,
        withdrawn=entry.withdrawn, state=item.state,
        moved_on=item.approved_fingerprint != entry.fingerprint or not item.is_approved(),
    )


def _feed(row: FeedToken, actor: Actor) -> Feed:
    return Feed(
        id=row.id, name=row.name, persona=row.persona, is_everywhere=row.community_id is None, owner=row.user.name,
        is_mine=row.user_id == actor.user.id, created_at=row.created_at, last_used_at=row.last_used_at,
    )
