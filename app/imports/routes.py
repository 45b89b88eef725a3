"""Pages of the import: the table, what its columns mean, what each row would become, and the way back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.i18n import language, words
from app.core.transactions import transactional
from app.imports import known, queries, service, template_file
from app.imports.choices import Choices, guessed
from app.imports.fields import Field
from app.imports.forms import ChoicesForm
from app.imports.judging import Verdict
from app.imports.preview import findings_by_line
from app.imports.service import Accepted
from app.imports.upload import Upload
from app.models import CalendarImport, Community
from app.uploads import line_numbers
from app.uploads.earlier import earlier
from app.uploads.forms import TableForm
from app.uploads.pages import Steps, asked_part, columns_page, dry_run_page, guessed_anew
from content_calendar.workflow import Role

MOST_NAMED = 5
STEPS = Steps("imports.index", "imports.columns", "imports.dry_run", "upload_id")

bp = Blueprint("imports", __name__, url_prefix="/c/<int:community_id>/import")


@bp.get("")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _table_page(community, actor, TableForm())


@bp.post("")
@community_role(Role.EDITOR)
@transactional
def take(community: Community, actor: Actor) -> ResponseReturnValue:
    """Keeps the table for the next steps; nothing is in the calendar yet."""
    form = TableForm()
    if form.validate():
        with form.says_why():
            kept = service.keep_upload(db.session, community, *form.handed_in(), actor=actor, now=now())
            return STEPS.to_columns(community, kept.id)
    return _table_page(community, actor, form), 422


@bp.get("/template.csv")
@community_role(Role.VIEWER)
def template(community: Community, actor: Actor) -> ResponseReturnValue:
    personas = known.personas_of(db.session, community)
    today = known.today_in(community, now())
    return download(template_file.template(personas, today, language()), f"{community.key}-calendar.csv")


@bp.get("/<int:upload_id>/columns")
@community_role(Role.EDITOR)
def columns(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    """What the columns mean; another sheet or line of headings is guessed anew."""
    upload = service.find(db.session, community, upload_id)
    choices = guessed_anew(upload.tables, upload.choices, guessed)
    return _columns_page(community, upload, ChoicesForm.of(choices, upload.personas), choices)


@bp.post("/<int:upload_id>/columns")
@community_role(Role.EDITOR)
@transactional
def choose(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    upload = service.find(db.session, community, upload_id)
    form = ChoicesForm().offer(upload.personas)
    choices = form.chosen(upload.tables, upload.choices, request.form)
    if not form.accepts(upload.tables, choices, request.form):
        return _columns_page(community, upload, form, choices), 422
    service.choose(db.session, community, upload_id, choices)
    return STEPS.to_dry_run(community, upload_id)


@bp.get("/<int:upload_id>")
@community_role(Role.VIEWER)
def dry_run(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    moment = now()
    plan = service.dry_run(db.session, community, upload_id, now=moment)
    part = asked_part(plan.rows, Verdict)
    return dry_run_page(
        "imports/dry_run.html", STEPS, plan, part, community=community, actor=actor, Verdict=Verdict, Field=Field,
        ready=line_numbers.written(plan.ready), outcome=queries.outcome(db.session, community, upload_id),
        findings=findings_by_line(db.session, community, part.rows, moment),
    )


@bp.post("/<int:upload_id>")
@community_role(Role.EDITOR)
@transactional
def accept(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    ticked = request.form.get("which") == "ticked"
    lines = line_numbers.read(",".join(request.form.getlist("line")) if ticked else request.form.get("ready", ""))
    seen = request.form.get("seen", "")
    accepted = service.accept(db.session, community, upload_id, lines, actor=actor, now=now(), seen=seen)
    _say(accepted, lines)
    return STEPS.to_dry_run(community, upload_id)


@bp.post("/<int:upload_id>/undo")
@community_role(Role.EDITOR)
@transactional
def undo(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    archived, left = service.undo(db.session, community, upload_id, actor=actor, now=now())
    flash(ngettext("One post archived.", "%(num)s posts archived.", archived), "success" if archived else "info")
    if left:
        stays = ngettext("One post that somebody worked on stays.", "%(num)s posts somebody worked on stay.", left)
        flash(stays, "info")
    return redirect(url_for("imports.index", community_id=community.id), 303)


def _table_page(community: Community, actor: Actor, form: TableForm) -> str:
    return render_template(
        "imports/index.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR),
        steps=STEPS, earlier=earlier(db.session, CalendarImport, community, now(), CalendarImport.item_uids),
    )


def _columns_page(community: Community, upload: Upload, form: ChoicesForm, choices: Choices) -> str:
    return columns_page("imports/columns.html", STEPS, upload, form, choices, community=community, meanings=Field)


def _say(accepted: Accepted, lines: frozenset[int]) -> None:
    if accepted.items:
        flash(ngettext("One post is in the calendar.", "%(num)s posts are in the calendar.", accepted.items), "success")
    elif not lines:
        flash(_("No row was chosen; tick some, or take all that are ready."), "info")
    elif all(judged.verdict is Verdict.KNOWN for judged in accepted.lost):
        flash(_("These rows are in the calendar already; nothing was imported twice."), "info")
    left = [judged for judged in accepted.lost if accepted.items or judged.verdict is not Verdict.KNOWN]
    if left:
        flash(_("Left out since you looked: %(rows)s", rows=" · ".join(
            _("line %(line)s: %(reason)s", line=judged.line, reason=words(judged.said[0]))
            for judged in left[:MOST_NAMED]
        ) + (" …" if len(left) > MOST_NAMED else "")), "warning")
