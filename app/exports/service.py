"""Making files of what was approved, remembering that they left, and handing the same bytes out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Invalid, NotFound
from app.exports import ledger
from app.exports.bundle import Bundle, Heading, pack
from app.exports.dry_run import LIVE, MAX_ROWS, RangeTooFull, dry_run
from app.exports.ledger import Leaving
from app.exports.plans import DryRun, Wish
from app.library import service as library
from app.models import Community, Export, ExportContent, Persona, WebhookKind
from app.webhooks.service import announce
from content_calendar.exporters.profile import Sheet
from content_calendar.vocabulary import Language

KEPT = timedelta(days=90)
"""How long the bytes of an export can be fetched again."""

__all__ = [
    "KEPT", "LIVE", "MAX_ROWS", "Compiled", "DryRun", "NothingToExport", "RangeTooFull", "TemplateMissing", "Wish",
    "compile_export", "content_again", "dry_run", "forget_old",
]


class NothingToExport(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("Nothing approved lies in this range, or all of it was exported before."),
            _l("Approve something first, choose another range, or include what was exported before."),
        )


class TemplateMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This tool's columns change too often to be known in advance."),
            _l("Upload its current template first; its columns are then filled by their names."),
        )


@dataclass(frozen=True, slots=True)
class Compiled:
    """A finished archive and its ledger row."""

    export: Export
    content: bytes
    media_type: str


def compile_export(
    session: Session, community: Community, plan: DryRun, *, persona: Persona | None, language: Language, actor: Actor,
    now: datetime,
) -> Compiled:
    """Write the archive, the ledger and the items' states in one transaction.

    Raises NothingToExport, TemplateMissing, NotApproved or SlotContested when something changed since the
    dry run.
    """
    if plan.waits_for_template:
        raise TemplateMissing
    if plan.is_empty:
        raise NothingToExport
    if library.contested(session, [row.item for row in plan.leaving]):
        raise library.SlotContested
    name = f"{community.name} · {persona.name}" if persona else community.name
    heading = Heading(Sheet(name, language), community.name, persona.name if persona else "", actor.user.name, now)
    bundle = pack(plan, heading)
    export = Export(
        community_id=community.id, persona_id=persona.id if persona else None, exported_by_id=actor.user.id,
        target=plan.profile.key, profile_version=str(plan.profile.version),
        filename=_filename(community, persona, plan, now), row_count=len(plan.leaving), checksum=bundle.checksum,
        files=[{"name": one.name, "rows": one.rows, "sha256": one.checksum} for one in bundle.files], created_at=now,
    )
    session.add(export)
    session.flush()
    ledger.leave(session, export, _leaving(plan), actor=actor, now=now, note=export.filename)
    _keep(session, export, bundle, now)
    announce(session, WebhookKind.EXPORT_MADE, community_id=community.id, subject=_told(export), now=now)
    return Compiled(export, bundle.content, bundle.media_type)


def _told(export: Export) -> Mapping[str, object]:
    return {
        "community_id": export.community_id, "export_id": export.id, "target": export.target,
        "persona_id": export.persona_id, "rows": export.row_count, "filename": export.filename,
        "sha256": export.checksum, "actor_id": export.exported_by_id,
    }


def _leaving(plan: DryRun) -> list[Leaving]:
    sent = [
        Leaving(row.item, row.item.approved_revision_id or 0, row.entry.fingerprint, row.entry.slot_at)
        for row in plan.leaving
    ]
    recalled = [
        Leaving(gone.item, gone.standing.revision.id, gone.standing.fingerprint, gone.standing.slot_at, withdrawn=True)
        for gone in plan.withdrawals
    ]
    return [*sent, *recalled]


def _keep(session: Session, export: Export, bundle: Bundle, now: datetime) -> None:
    session.add(ExportContent(
        export_id=export.id, media_type=bundle.media_type, content=bundle.content, kept_until=now + KEPT,
        created_at=now,
    ))
    session.flush()


def content_again(session: Session, community: Community, export_id: int) -> Compiled:
    """The very bytes that were handed out. Nothing leaves anew, so the ledger stays as it is.

    Raises NotFound outside the community, and when they are no longer kept.
    """
    query = (
        select(Export, ExportContent)
        .join(ExportContent, ExportContent.export_id == Export.id)
        .where(Export.id == export_id, Export.community_id == community.id)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    export, kept = found
    return Compiled(export, kept.content, kept.media_type)


def forget_old(session: Session, *, now: datetime) -> None:
    """Let go of bytes nobody fetched for long; the ledger keeps that they left."""
    session.execute(delete(ExportContent).where(ExportContent.kept_until < now))


def _filename(community: Community, persona: Persona | None, plan: DryRun, now: datetime) -> str:
    parts = (community.key, *([persona.key] if persona else []), plan.profile.key, f"{now:%Y%m%d-%H%M%S}")
    return f"{'-'.join(parts)}.zip"
