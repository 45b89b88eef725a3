"""Making a file of what was approved, and remembering that it left."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor, communities_of
from app.accounts.service import hash_token
from app.core.errors import Invalid, NotFound
from app.library import service as library
from app.models import Community, ContentItem, Export, ExportEntry, FeedToken, Persona
from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.profile import Profile, RowFinding, Sheet, refused
from content_calendar.vocabulary import Language
from content_calendar.workflow import Action, State

LIVE = (State.APPROVED, State.EXPORTED, State.PUBLISHED)
MAX_ROWS = 5_000


class NothingToExport(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Nothing approved lies in this range, or all of it has left already."),
            _l("Approve something first, choose another range, or include what was exported before."),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the dry run. `exported_before` when these exact words left to this target already."""

    item: ContentItem
    entry: Entry
    findings: tuple[RowFinding, ...]
    exported_before: bool


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a file would hold, row by row, before anything leaves."""

    profile: Profile
    rows: tuple[Row, ...]
    leaving: tuple[Row, ...]
    """The rows that would be written: not refused, and not sent before unless asked for."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished file and its ledger row."""

    export: Export
    content: bytes
    media_type: str


def dry_run(
    session: Session, community: Community, profile: Profile, *, persona_id: int | None, start: datetime, end: datetime,
    again: bool, now: datetime,
) -> DryRun:
    """Every approved item of the range with what the target would say about it. `start` ≤ slot < `end`."""
    items = approved_items(session, community, persona_id=persona_id, start=start, end=end)
    entries = [entry_of(item, community) for item in items]
    findings = profile.check(entries, now)
    gone = _already_exported(session, profile, items)
    rows = tuple(
        Row(item, entry, tuple(f for f in findings if f.uid == entry.uid), (item.id, entry.fingerprint) in gone)
        for item, entry in zip(items, entries, strict=True)
    )
    banned = refused(findings)
    leaving = tuple(row for row in rows if row.entry.uid not in banned and (again or not row.exported_before))
    return DryRun(profile, rows, leaving)


def compile_export(
    session: Session, community: Community, plan: DryRun, *, persona: Persona | None, language: Language, actor: Actor,
    now: datetime,
) -> Compiled:
    """Write the file, the ledger and the items' states in one transaction.

    Raises NothingToExport, NotApproved when something changed since the dry run.
    """
    if not plan.leaving:
        raise NothingToExport
    for row in plan.leaving:
        library.require_approved(row.item)
    name = f"{community.name} · {persona.name}" if persona else community.name
    content = b"".join(plan.profile.render([row.entry for row in plan.leaving], Sheet(name, language)))
    export = Export(
        community_id=community.id, persona_id=persona.id if persona else None, exported_by_id=actor.user.id,
        target=plan.profile.key, profile_version=str(plan.profile.version),
        filename=_filename(community, persona, plan.profile, now), row_count=len(plan.leaving),
        checksum=hashlib.sha256(content).hexdigest(), created_at=now,
    )
    session.add(export)
    session.flush()
    for row in plan.leaving:
        _record(session, export, row, actor, now)
    session.flush()
    return Compiled(export, content, plan.profile.media_type)


def _record(session: Session, export: Export, row: Row, actor: Actor, now: datetime) -> None:
    if not row.exported_before:
        session.add(ExportEntry(
            export_id=export.id, item_id=row.item.id, revision_id=row.item.current_revision_id,
            fingerprint=row.entry.fingerprint, target=export.target, created_at=now,
        ))
    if row.item.state is State.APPROVED:
        library.advance(session, row.item, Action.EXPORT, actor=actor, now=now, note=export.filename)


def approved_items(
    session: Session, community: Community, *, persona_id: int | None, start: datetime, end: datetime
) -> list[ContentItem]:
    """Items of the range whose present words are the approved ones, by slot."""
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
        .limit(MAX_ROWS)
    )
    if persona_id is not None:
        query = query.where(ContentItem.persona_id == persona_id)
    return [item for item in session.scalars(query) if item.is_approved()]


def entry_of(item: ContentItem, community: Community, *, status: EntryStatus = EntryStatus.CONFIRMED) -> Entry:
    """The row a target sees of an item that has a text and a slot."""
    revision = item.current_revision
    if revision is None or item.slot_at is None:
        raise library.TextMissing
    copy = revision.copy()
    return Entry(
        uid=f"{item.uid}@qunbi", sequence=item.sequence, status=status, updated_at=item.updated_at,
        slot_at=item.slot_at, zone=ZoneInfo(community.timezone), community=community.name, persona=item.persona.name,
        platform=item.platform, title=item.headline(), text=copy.text(), language=item.language, value=item.value,
        stage=item.stage, form=item.form, column=item.column.name if item.column else "", hashtags=copy.hashtags,
        tags=copy.tags, media=copy.media, image_brief=copy.image_brief, comment_starter=copy.comment_starter,
        fingerprint=item.fingerprint() or "",
    )


def _already_exported(session: Session, profile: Profile, items: Sequence[ContentItem]) -> set[tuple[int, str]]:
    query = select(ExportEntry.item_id, ExportEntry.fingerprint).where(
        ExportEntry.target == profile.key, ExportEntry.item_id.in_([item.id for item in items])
    )
    return {(item_id, fingerprint) for item_id, fingerprint in session.execute(query)}


def _filename(community: Community, persona: Persona | None, profile: Profile, now: datetime) -> str:
    parts = (community.key, *([persona.key] if persona else []), f"{now:%Y%m%d-%H%M%S}")
    return f"{'-'.join(parts)}.{profile.extension}"


def issue_feed(
    session: Session, community: Community, persona: Persona | None, *, name: str, actor: Actor, now: datetime
) -> str:
    """The secret of a new calendar feed, shown once: 192 random bits, kept only as a hash."""
    token = secrets.token_urlsafe(24)
    session.add(FeedToken(
        community_id=community.id, persona_id=persona.id if persona else None, user_id=actor.user.id,
        token_hash=hash_token(token), name=name, created_at=now,
    ))
    session.flush()
    return token


def revoke_feed(session: Session, community_id: int, feed_id: int, *, now: datetime) -> None:
    """Close a feed for good. Raises NotFound."""
    feed = session.get(FeedToken, feed_id)
    if feed is None or feed.community_id != community_id:
        raise NotFound
    feed.revoked_at = feed.revoked_at or now


def find_feed(session: Session, token: str) -> FeedToken:
    """The open feed behind a secret. Raises NotFound, also when its owner lost access."""
    feed = session.scalar(
        select(FeedToken).where(FeedToken.token_hash == hash_token(token), FeedToken.revoked_at.is_(None))
    )
    if feed is None or not feed.user.active or feed.community not in communities_of(feed.user):
        raise NotFound
    return feed
