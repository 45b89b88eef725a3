"""Pages of the import: the file, what its columns mean, what each row would do, and the report."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.feedback import import_queries, imports, queries, report, sheets
from app.feedback.blueprint import bp
from app.feedback.judging import Verdict
from app.feedback.mapping import LINES_FOR_HEADINGS, ReadingChoices, guessed
from app.feedback.mapping_form import MappingForm
from app.feedback.meanings import Meaning
from app.feedback.upload import Upload
from app.models import Community
from app.uploads.forms import UploadForm
from content_calendar.workflow import Role

PAGE = 50
_SAMPLES = 3


@bp.get("/import")
@community_role(Role.VIEWER)
def upload(community: Community, actor: Actor) -> ResponseReturnValue:
    return _upload_page(community, actor, UploadForm())


@bp.post("/import")
@community_role(Role.EDITOR)
@transactional
def look_through(community: Community, actor: Actor) -> ResponseReturnValue:
    """Keeps the rows of the file; nothing is in the ledger yet. What is not recognised is asked for first."""
    form = UploadForm()
    if form.validate():
        with form.says_why():
            kept = imports.keep_upload(db.session, community, *form.handed_in(), actor=actor, now=now())
            step = "feedback.dry_run" if kept.choices["settled"] else "feedback.columns"
            return redirect(url_for(step, community_id=community.id, import_id=kept.id), 303)
    return _upload_page(community, actor, form), 422


@bp.get("/import/template.csv")
@community_role(Role.VIEWER)
def template(community: Community, actor: Actor) -> ResponseReturnValue:
    entries = queries.template_entries(db.session, community, now=now())
    return _attachment(sheets.template(entries, community), f"{community.key}-numbers.csv")


@bp.get("/import/<int:import_id>/columns")
@community_role(Role.EDITOR)
def columns(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    """What the columns mean; another line of headings is guessed anew."""
    found = imports.find(db.session, community, import_id)
    heading = request.args.get("heading", type=int)
    if heading is not None and 0 <= heading < min(LINES_FOR_HEADINGS, len(found.table.lines)):
        choices = guessed(found.table, heading)
    else:
        choices = found.choices
    return _columns_page(community, found, MappingForm.of(choices, community), choices)


@bp.post("/import/<int:import_id>/columns")
@community_role(Role.EDITOR)
@transactional
def choose(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    found = imports.find(db.session, community, import_id)
    form = MappingForm().offer(community)
    choices = form.chosen(found.table, request.form)
    if not form.accepts(found.table, choices, request.form, now()):
        return _columns_page(community, found, form, choices), 422
    imports.choose(db.session, community, import_id, form.complete(choices), now=now())
    return redirect(url_for("feedback.dry_run", community_id=community.id, import_id=import_id), 303)


@bp.get("/import/<int:import_id>")
@community_role(Role.VIEWER)
def dry_run(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    plan = imports.dry_run(db.session, community, import_id, now=now())
    shown = Verdict.named(request.args.get("show", ""))
    rows = [judged for judged in plan.rows if shown is None or judged.verdict is shown]
    pages = max(1, -(-len(rows) // PAGE))
    number = min(request.args.get("page", 1, type=row_id), pages)
    part = rows[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "feedback/dry_run.html", community=community, plan=plan, rows=part, shown=shown, number=number, pages=pages,
        tally=plan.tally, Verdict=Verdict, may_edit=actor.role.covers(Role.EDITOR), cells=report.cells_of(plan, part),
        headlines=import_queries.headlines(db.session, part),
        before=import_queries.same_file(db.session, community, plan.upload.kept),
    )


@bp.post("/import/<int:import_id>")
@community_role(Role.EDITOR)
@transactional
def apply(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    """All that is wanted or nothing; what waits to be matched is shown next."""
    held_too = request.form.get("held") == "y"
    accepted = imports.accept(db.session, community, import_id, held_too=held_too, actor=actor, now=now())
    if accepted.taken:
        flash(ngettext("One reading saved.", "%(num)s readings saved.", accepted.taken), "success")
    else:
        flash(_("Nothing changed."), "info")
    return redirect(url_for("feedback.dry_run", community_id=community.id, import_id=import_id), 303)


@bp.get("/import/<int:import_id>/report.csv")
@community_role(Role.VIEWER)
def report_file(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    plan = imports.dry_run(db.session, community, import_id, now=now())
    return _attachment(report.sheet(plan), f"{community.key}-import-{import_id}.csv")


def _upload_page(community: Community, actor: Actor, form: UploadForm) -> str:
    return render_template(
        "feedback/upload.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR),
        earlier=import_queries.earlier(db.session, community, now()),
        waiting=import_queries.count_waiting(db.session, community),
    )


def _columns_page(community: Community, found: Upload, form: MappingForm, choices: ReadingChoices) -> str:
    rows = found.table.lines[choices.heading + 1 :]
    headings = found.table.lines[choices.heading].cells
    width = max((len(line.cells) for line in found.table.lines), default=0)
    meant = {place: meaning for meaning, place in choices.places.items()}
    entries = [
        (place, headings[place] if place < len(headings) else "", report.samples(rows, place, _SAMPLES),
         meant.get(place))
        for place in range(width)
    ]
    return render_template(
        "feedback/columns.html", community=community, upload=found, form=form, choices=choices, rows=len(rows),
        found=[entry for entry in entries if entry[1].strip() or entry[2]], Meaning=Meaning,
        tops=found.table.lines[:LINES_FOR_HEADINGS],
    )


def _attachment(content: bytes, filename: str) -> Response:
    response = Response(content, content_type=sheets.MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
