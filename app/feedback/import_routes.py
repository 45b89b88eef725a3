"""Pages of the import: the file, what its columns mean, what each row would do, and the report."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.transactions import transactional
from app.feedback import import_queries, imports, queries, report, sheets
from app.feedback.blueprint import bp
from app.feedback.mapping import ReadingChoices, guessed
from app.feedback.mapping_form import MappingForm, NumbersForm
from app.feedback.meanings import Meaning
from app.feedback.upload import Upload
from app.feedback.verdicts import Verdict
from app.models import Community, FeedbackImport
from app.uploads.earlier import earlier
from app.uploads.pages import Steps, asked_part, columns_page, dry_run_page, guessed_anew
from content_calendar.workflow import Role

STEPS = Steps("feedback.upload", "feedback.columns", "feedback.dry_run", "import_id")


@bp.get("/import")
@community_role(Role.VIEWER)
def upload(community: Community, actor: Actor) -> ResponseReturnValue:
    return _upload_page(community, actor, NumbersForm())


@bp.post("/import")
@community_role(Role.EDITOR)
@transactional
def look_through(community: Community, actor: Actor) -> ResponseReturnValue:
    """Keeps the rows of the file; nothing is in the ledger yet. What is not recognised is asked for first."""
    form = NumbersForm()
    if form.validate():
        with form.says_why():
            kept = imports.keep_upload(db.session, community, *form.handed_in(), actor=actor, now=now())
            step = STEPS.to_dry_run if kept.choices["settled"] else STEPS.to_columns
            return step(community, kept.id)
    return _upload_page(community, actor, form), 422


@bp.get("/import/template.csv")
@community_role(Role.VIEWER)
def template(community: Community, actor: Actor) -> ResponseReturnValue:
    entries = queries.template_entries(db.session, community, now=now())
    return download(sheets.template(entries, community), f"{community.key}-numbers.csv")


@bp.get("/import/<int:import_id>/columns")
@community_role(Role.EDITOR)
def columns(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    """What the columns mean; another line of headings is guessed anew."""
    found = imports.find(db.session, community, import_id)
    choices = guessed_anew(found.tables, found.choices, lambda tables, _kept, heading: guessed(tables[0], heading))
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
    return STEPS.to_dry_run(community, import_id)


@bp.get("/import/<int:import_id>")
@community_role(Role.VIEWER)
def dry_run(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    plan = imports.dry_run(db.session, community, import_id, now=now())
    part = asked_part(plan.rows, Verdict)
    return dry_run_page(
        "feedback/dry_run.html", STEPS, plan, part, community=community, actor=actor, Verdict=Verdict,
        cells=report.cells_of(plan, part.rows), headlines=import_queries.headlines(db.session, part.rows),
        before=import_queries.same_file(db.session, community, plan.upload.kept),
    )


@bp.post("/import/<int:import_id>")
@community_role(Role.EDITOR)
@transactional
def apply(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    """All that is wanted or nothing; what waits to be matched is shown next."""
    held_too = request.form.get("held") == "y"
    seen = request.form.get("seen", "")
    accepted = imports.accept(db.session, community, import_id, held_too=held_too, actor=actor, now=now(), seen=seen)
    if accepted.taken:
        flash(ngettext("One reading saved.", "%(num)s readings saved.", accepted.taken), "success")
    else:
        flash(_("Nothing changed."), "info")
    return STEPS.to_dry_run(community, import_id)


@bp.get("/import/<int:import_id>/report.csv")
@community_role(Role.VIEWER)
def report_file(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    plan = imports.dry_run(db.session, community, import_id, now=now())
    return download(report.sheet(plan), f"{community.key}-import-{import_id}.csv")


def _upload_page(community: Community, actor: Actor, form: NumbersForm) -> str:
    return render_template(
        "feedback/upload.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR),
        earlier=earlier(db.session, FeedbackImport, community, now(), import_queries.readings_saved()), steps=STEPS,
        waiting=import_queries.count_waiting(db.session, community),
    )


def _columns_page(community: Community, found: Upload, form: MappingForm, choices: ReadingChoices) -> str:
    return columns_page("feedback/columns.html", STEPS, found, form, choices, community=community, meanings=Meaning)
