"""The pages of the audit trail: the owner sees all of it, an admin what happened in their community."""

from __future__ import annotations

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.access import Actor, communities_of, community_role, owner_only
from app.audit import queries, service, sheets
from app.audit.filters import SERVICE, Filters
from app.audit.links import link_to
from app.audit.refusals import note_failed_sign_in, note_refusal
from app.audit.words import Group, Subject
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download_as_read
from app.core.errors import NotFound
from app.core.i18n import label, language
from app.core.origins import Way
from app.core.problems import when_refused
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.core.zones import UTC_ZONE, zone_of
from app.models import Community
from content_calendar.workflow import Role

bp = Blueprint("audit", __name__)
bp.after_app_request(note_failed_sign_in)
when_refused(note_refusal)


@bp.get("/settings/audit")
@owner_only
def workspace() -> ResponseReturnValue:
    return _page(_filters_of_workspace(), None)


@bp.post("/settings/audit/export")
@owner_only
@transactional
def export_workspace() -> ResponseReturnValue:
    return _file(_filters_of_workspace(), None)


@bp.get("/c/<int:community_id>/audit")
@community_role(Role.ADMIN)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(Filters.read(request.args, community.id), community)


@bp.post("/c/<int:community_id>/audit/export")
@community_role(Role.ADMIN)
@transactional
def export(community: Community, actor: Actor) -> ResponseReturnValue:
    return _file(Filters.read(request.args, community.id), community)


def _filters_of_workspace() -> Filters:
    return Filters.read(request.args, request.args.get("community", type=row_id))


def _zone(community: Community | None) -> ZoneInfo:
    """The community's; of the whole workspace that of its first community."""
    first = community or next(iter(communities_of(current_user)), None)
    return zone_of(first.timezone) if first else UTC_ZONE


def _page(filters: Filters, community: Community | None) -> str:
    zone, names = _zone(community), queries.people(db.session)
    below = request.args.get("below", type=row_id)
    page = queries.page_of(db.session, filters, below=below, zone=zone, language=language(), names=names)
    arguments = filters.arguments | _place(filters, community)
    return render_template(
        "audit/index.html", page=page, filters=filters, zone=zone.key, community=community,
        people=queries.people_of(db.session, community) if community else names,
        communities=() if community else queries.community_names(db.session), groups=list(Group),
        subjects=list(Subject), arguments=arguments, below=below, service=SERVICE, link_to=link_to,
        ways={way.value: label(way) for way in Way},
        here="audit.index" if community else "audit.workspace",
        exports={kind: _export_address(community, arguments | {"format": kind.value}) for kind in sheets.Kind},
    )


def _place(filters: Filters, community: Community | None) -> dict[str, object]:
    """What an address needs to name the trail of a community, or that of all, perhaps looking at one."""
    if community:
        return {"community_id": community.id}
    return {"community": filters.community_id} if filters.community_id else {}


def _export_address(community: Community | None, arguments: dict[str, object]) -> str:
    return url_for("audit.export" if community else "audit.export_workspace", **arguments)  # type: ignore[arg-type]  # names and values of the address


def _file(filters: Filters, community: Community | None) -> Response:
    """Read when its own entry is written, so that it tells of itself."""
    kind = sheets.Kind.named(request.args.get("format", sheets.Kind.CSV.value))
    if kind is None:
        raise NotFound
    moment = now()
    filename = f"{f'{community.key}-' if community else ''}audit-{moment:%Y%m%d-%H%M%S}.{kind.value}"
    service.record_file(
        db.session, "export.audit_trail", actor=current_user, community_id=filters.community_id, filename=filename,
        now=moment, note=urlencode(filters.arguments),
    )
    media = "text/csv" if kind is sheets.Kind.CSV else "application/x-ndjson"
    parts = sheets.written(db.session, filters, kind, _zone(community))
    return download_as_read(parts, filename, f"{media}; charset=utf-8")
