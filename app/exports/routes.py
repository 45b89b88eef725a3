"""The export pages: what would leave, the file, what has left."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor, community_role
from app.core import downloads
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.core.i18n import language
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.exports import bundle, feed_routes, queries, service, template_routes, templates
from app.exports.forms import ExportForm
from app.models import Community, Persona
from content_calendar.exporters.registry import profile, profiles
from content_calendar.severity import Severity
from content_calendar.workflow import Role

SHOWN = 300

bp = Blueprint("exports", __name__)
bp.register_blueprint(feed_routes.feeds)
bp.register_blueprint(feed_routes.reader)
bp.register_blueprint(template_routes.templates)


@bp.get("/c/<int:community_id>/exports")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    form, personas = _form(community, request.args)
    if not form.validate():
        return _page(community, actor, form, None), 422
    return _page(community, actor, form, _dry_run(community, form, personas))


@bp.post("/c/<int:community_id>/exports")
@community_role(Role.EDITOR)
@transactional
def download(community: Community, actor: Actor) -> ResponseReturnValue:
    """The file itself; refused with a fresh look when other rows would leave than those that were shown."""
    form, personas = _form(community, request.form)
    if not form.validate():
        return _page(community, actor, form, None), 422
    plan = _dry_run(community, form, personas, lock=True)
    if not plan.is_empty and request.form.get("seen") != plan.digest():
        return _page(community, actor, form, plan, changed=True), 409
    made = service.compile_export(
        db.session, community, plan, persona=_chosen(form, personas), language=language(), actor=actor, now=now()
    )
    count = made.export.row_count
    flash(ngettext("One post exported.", "%(num)s posts exported.", count), "success")
    return _attachment(made)


@bp.get("/c/<int:community_id>/exports/history")
@community_role(Role.VIEWER)
def history(community: Community, actor: Actor) -> ResponseReturnValue:
    page = queries.history(db.session, community, page=request.args.get("page", 1, type=row_id))
    return render_template("exports/history.html", community=community, page=page)


@bp.get("/c/<int:community_id>/exports/history/<int:export_id>/content")
@community_role(Role.EDITOR)
def content(community: Community, actor: Actor, export_id: int) -> ResponseReturnValue:
    """The very bytes once more, for a download that did not arrive."""
    return _attachment(service.content_again(db.session, community, export_id))


@bp.get("/c/<int:community_id>/exports/history/<int:export_id>")
@community_role(Role.VIEWER)
def show(community: Community, actor: Actor, export_id: int) -> ResponseReturnValue:
    departure, left = queries.departure(db.session, community, export_id)
    return render_template(
        "exports/show.html", community=community, departure=departure, left=left,
        may_export=actor.role.covers(Role.EDITOR),
    )


def _form(community: Community, sent: MultiDict[str, str]) -> tuple[ExportForm, list[Persona]]:
    """Raises NotFound for a target or a persona that does not exist."""
    personas = queries.personas_of(db.session, community)
    today = now().astimezone(zone_of(community.timezone)).date()
    form = ExportForm.read(sent, community, personas, today)
    if form.persona.data and _chosen(form, personas) is None:
        raise NotFound
    if form.target.data not in {known.key for known in profiles()}:
        raise NotFound
    return form, personas


def _chosen(form: ExportForm, personas: list[Persona]) -> Persona | None:
    return next((persona for persona in personas if str(persona.id) == form.persona.data), None)


def _dry_run(community: Community, form: ExportForm, personas: list[Persona], *, lock: bool = False) -> service.DryRun:
    span, persona, target = form.span(community), _chosen(form, personas), profile(form.target.data)
    uploaded = templates.current(db.session, community, target)
    wish = service.Wish(
        target, span.start, span.end, persona.id if persona else None, form.again.data, form.chosen_items(),
        uploaded.template if uploaded else None, form.clock(target),
    )
    return service.dry_run(db.session, community, wish, now=now(), lock=lock)


def _page(
    community: Community, actor: Actor, form: ExportForm, plan: service.DryRun | None, *, changed: bool = False
) -> str:
    target = profile(form.target.data)
    return render_template(
        "exports/index.html", community=community, form=form, plan=plan, changed=changed, shown=SHOWN,
        may_export=actor.role.covers(Role.EDITOR), Severity=Severity, profile=target,
        zone=form.zone.data if target.clock.is_local and not form.zone.errors else community.timezone,
        uploaded=templates.current(db.session, community, target), files=bundle.outline(plan) if plan else (),
    )


def _attachment(made: service.Compiled) -> Response:
    export = made.export
    response = downloads.download(made.content, export.filename, made.media_type)
    response.headers["Content-Location"] = url_for(
        "exports.show", community_id=export.community_id, export_id=export.id
    )
    return response
