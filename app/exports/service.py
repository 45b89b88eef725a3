"""Making a file of what was approved, and remembering that it left."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.exports.entries import entry_of
from app.library import service as library
from app.models import Community, ContentItem, Export, ExportEntry, Persona
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Profile, RowFinding, Sheet, refused
from content_calendar.vocabulary import Language
from content_calendar.workflow import Action, State

LIVE = (State.APPROVED, State.EXPORTED, State.PUBLISHED)
MAX_ROWS = 5_000


class NothingToExport(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Nothing approved lies in this range, or all of it was exported before."),
            _l("Approve something first, choose another range, or include what was exported before."),
        )


class RangeTooFull(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("More than %(limit)s approved posts lie in this range.", limit=MAX_ROWS),
            _l("Choose fewer days or one persona, and export in parts."),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the dry run.

    `exported_before` when these exact words left to this target already, `replaces` when only earlier ones did.
    """

    item: ContentItem
    entry: Entry
    findings: tuple[RowFinding, ...]
    exported_before: bool
    replaces: bool
    leaves: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a file would hold, row by row, before anything leaves."""

    profile: Profile
    rows: tuple[Row, ...]

    @property
    def leaving(self) -> tuple[Row, ...]:
        """The rows that would be written: not refused, and not sent before unless asked for."""
        return tuple(row for row in self.rows if row.leaves)

    def digest(self) -> str:
        """Stands for exactly these rows leaving; another digest means that something changed since somebody looked."""
        names = (f"{row.item.id}:{row.entry.fingerprint}" for row in self.leaving)
        return hashlib.sha256(",".join(names).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished file and its ledger row."""

    export: Export
    content: bytes
    media_type: str


def dry_run(
    session: Session, community: Community, profile: Profile, *, persona_id: int | None, start: datetime, end: datetime,
    again: bool, now: datetime, lock: bool = False, only: Collection[int] = (),
) -> DryRun:
    """Every approved item of the range with what the target would say about it. `start` ≤ slot < `end`.

    `only` are ids of items somebody chose, none for all. `lock` holds the items until the transaction ends, so that
    what is seen is what leaves. Raises RangeTooFull.
    """
    items = approved_items(session, community, persona_id=persona_id, start=start, end=end, lock=lock, only=only)
    entries = [entry_of(item, community) for item in items]
    findings = profile.check(entries, now)
    by_uid, banned = _by_uid(findings), refused(findings)
    gone = _already_exported(session, profile, items)
    rows = []
    for item, entry in zip(items, entries, strict=True):
        before = entry.fingerprint in gone[item.id]
        rows.append(Row(
            item, entry, by_uid[entry.uid], exported_before=before, replaces=bool(gone[item.id]) and not before,
            leaves=entry.uid not in banned and (again or not before),
        ))
    return DryRun(profile, tuple(rows))


def compile_export(
    session: Session, community: Community, plan: DryRun, *, persona: Persona | None, language: Language, actor: Actor,
    now: datetime,
) -> Compiled:
    """Write the file, the ledger and the items' states in one transaction.

    Raises NothingToExport, NotApproved when something changed since the dry run.
    """
    leaving = plan.leaving
    if not leaving:
        raise NothingToExport
    for row in leaving:
        library.require_approved(row.item)
    name = f"{community.name} · {persona.name}" if persona else community.name
    content = b"".join(plan.profile.render([row.entry for row in leaving], Sheet(name, language)))
    export = Export(
        community_id=community.id, persona_id=persona.id if persona else None, exported_by_id=actor.user.id,
        target=plan.profile.key, profile_version=str(plan.profile.version),
        filename=_filename(community, persona, plan.profile, now), row_count=len(leaving),
        checksum=hashlib.sha256(content).hexdigest(), created_at=now,
    )
    session.add(export)
    session.flush()
    for row in leaving:
        _record(session, export, row, actor, now)
    session.flush()
    return Compiled(export, content, plan.profile.media_type)


def _record(session: Session, export: Export, row: Row, actor: Actor, now: datetime) -> None:
    session.add(ExportEntry(
        export_id=export.id, item_id=row.item.id, revision_id=row.item.current_revision_id, target=export.target,
        destination=export.target, fingerprint=row.entry.fingerprint,
        slot_at=row.entry.slot_at, repeated=row.exported_before, created_at=now,
    ))
    if row.item.state is State.APPROVED:
        library.advance(session, row.item, Action.EXPORT, actor=actor, now=now, note=export.filename)


def approved_items(
    session: Session, community: Community, *, persona_id: int | None, start: datetime, end: datetime,
    lock: bool = False, only: Collection[int] = (),
) -> list[ContentItem]:
    """Items of the range whose present words are the approved ones, by slot. Raises RangeTooFull."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id == community.id, ContentItem.state.in_(LIVE),
            ContentItem.slot_at >= start, ContentItem.slot_at < end,
        )
        .options(
            joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
        )
        .order_by(ContentItem.slot_at, ContentItem.id)
        .limit(MAX_ROWS + 1)
    )
    if persona_id is not None:
        query = query.where(ContentItem.persona_id == persona_id)
    if only:
        query = query.where(ContentItem.id.in_(only))
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    found = list(session.scalars(query))
    if len(found) > MAX_ROWS:
        raise RangeTooFull
    return [item for item in found if item.is_approved()]


def _by_uid(findings: Sequence[RowFinding]) -> Mapping[str, tuple[RowFinding, ...]]:
    grouped: dict[str, tuple[RowFinding, ...]] = defaultdict(tuple)
    for finding in findings:
        grouped[finding.uid] += (finding,)
    return grouped


def _already_exported(session: Session, profile: Profile, items: Sequence[ContentItem]) -> Mapping[int, set[str]]:
    """The fingerprints that left to this target, by item."""
    query = select(ExportEntry.item_id, ExportEntry.fingerprint).where(
        ExportEntry.target == profile.key, ExportEntry.item_id.in_([item.id for item in items])
    )
    gone: dict[int, set[str]] = defaultdict(set)
    for item_id, fingerprint in session.execute(query):
        gone[item_id].add(fingerprint)
    return gone


def _filename(community: Community, persona: Persona | None, profile: Profile, now: datetime) -> str:
    parts = (community.key, *([persona.key] if persona else []), f"{now:%Y%m%d-%H%M%S}")
    return f"{'-'.join(parts)}.{profile.extension}"
