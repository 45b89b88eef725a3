"""Pages of the import: the table, what its columns mean, what each row would become, and the way back."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.i18n import language, words
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.imports import known, line_numbers, queries, service, template_file
from app.imports.choices import LINES_FOR_HEADINGS, Choices, guessed, samples
from app.imports.fields import Field
from app.imports.forms import ChoicesForm, TableForm
from app.imports.judging import Verdict
from app.imports.preview import findings_by_line
from app.imports.service import Accepted
from app.imports.upload import Upload
from app.models import Community
from content_calendar.workflow import Role

PAGE = 50
MOST_NAMED = 5

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
            return redirect(url_for("imports.columns", community_id=community.id, upload_id=kept.id), 303)
    return _table_page(community, actor, form), 422


@bp.get("/template.csv")
@community_role(Role.VIEWER)
def template(community: Community, actor: Actor) -> ResponseReturnValue:
    personas = known.personas_of(db.session, community)
    today = known.today_in(community, now())
    response = Response(
        template_file.template(personas, today, language()), content_type=template_file.MEDIA_TYPE
    )
    response.headers.set("Content-Disposition", "attachment", filename=f"{community.key}-calendar.csv")
    return response


@bp.get("/<int:upload_id>/columns")
@community_role(Role.EDITOR)
def columns(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    """What the columns mean; another sheet or line of headings is guessed anew."""
    upload = service.find(db.session, community, upload_id)
    choices = _guessed_anew(upload)
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
    return redirect(url_for("imports.dry_run", community_id=community.id, upload_id=upload_id), 303)


@bp.get("/<int:upload_id>")
@community_role(Role.VIEWER)
def dry_run(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    moment = now()
    plan = service.dry_run(db.session, community, upload_id, now=moment)
    shown = Verdict.named(request.args.get("show", ""))
    rows = [judged for judged in plan.rows if shown is None or judged.verdict is shown]
    pages = max(1, -(-len(rows) // PAGE))
    number = min(request.args.get("page", 1, type=row_id), pages)
    part = rows[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "imports/dry_run.html", community=community, plan=plan, rows=part, shown=shown, number=number, pages=pages,
        tally=plan.tally, ready=line_numbers.written(plan.ready), Verdict=Verdict, Field=Field,
        findings=findings_by_line(db.session, community, part, moment),
        outcome=queries.outcome(db.session, community, upload_id), may_edit=actor.role.covers(Role.EDITOR),
    )


@bp.post("/<int:upload_id>")
@community_role(Role.EDITOR)
@transactional
def accept(community: Community, actor: Actor, upload_id: int) -> ResponseReturnValue:
    ticked = request.form.get("which") == "ticked"
    lines = line_numbers.read(",".join(request.form.getlist("line")) if ticked else request.form.get("ready", ""))
    accepted = service.accept(db.session, community, upload_id, lines, actor=actor, now=now())
    _say(accepted, lines)
    return redirect(url_for("imports.dry_run", community_id=community.id, upload_id=upload_id), 303)


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


def _guessed_anew(upload: Upload) -> Choices:
    """The choices kept, or guesses for the sheet and the line of headings the address names."""
    table = request.args.get("table", type=int)
    heading = request.args.get("heading", type=int)
    if table is None or not 0 <= table < len(upload.tables):
        return upload.choices
    same = table == upload.choices.table
    lines = len(upload.tables[table].lines)
    fits = heading is not None and 0 <= heading < min(LINES_FOR_HEADINGS, lines)
    there = upload.choices.model_copy(update={"table": table})
    return guessed(upload.tables, there, heading if same and fits else None)


def _table_page(community: Community, actor: Actor, form: TableForm) -> str:
    return render_template(
        "imports/index.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR),
        earlier=queries.earlier(db.session, community, now()),
    )


def _columns_page(community: Community, upload: Upload, form: ChoicesForm, choices: Choices) -> str:
    table = upload.tables[choices.table]
    rows = table.lines[choices.heading + 1 :]
    headings = table.lines[choices.heading].cells
    width = max((len(line.cells) for line in table.lines), default=0)
    meant = {place: which for which, place in choices.places.items()}
    found = [
        (place, headings[place] if place < len(headings) else "", samples(rows, place), meant.get(place))
        for place in range(width)
    ]
    return render_template(
        "imports/columns.html", community=community, upload=upload, form=form, choices=choices, table=table,
        rows=len(rows), found=[entry for entry in found if entry[1].strip() or entry[2]], Field=Field,
        tops=table.lines[:LINES_FOR_HEADINGS],
    )


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
