"""Pages of the transfer: the file, what its columns mean, what each reply would become, the way back and out."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.transactions import transactional
from app.models import Community
from app.replies.blueprint import bp
from app.replies.transfer import known, service, taking
from app.replies.transfer.choices import guessed
from app.replies.transfer.files import MEDIA_TYPES, Kind, export
from app.replies.transfer.forms import ChoicesForm, LibraryForm
from app.replies.transfer.pages import STEPS, library_page, what_becomes, what_it_means
from app.uploads import line_numbers
from app.uploads.pages import guessed_anew
from content_calendar.workflow import Role


@bp.get("/transfer")
@community_role(Role.VIEWER)
def transfer(community: Community, actor: Actor) -> ResponseReturnValue:
    return library_page(community, actor, LibraryForm())


@bp.post("/transfer")
@community_role(Role.EDITOR)
@transactional
def bring(community: Community, actor: Actor) -> ResponseReturnValue:
    """Keeps the file for the next steps; nothing is in the library yet."""
    form = LibraryForm()
    if form.validate():
        with form.says_why():
            kept = service.keep_upload(db.session, community, *form.handed_in(), actor=actor, now=now())
            step = STEPS.to_dry_run if "replies" in kept.cells[0] else STEPS.to_columns
            return step(community, kept.id)
    return library_page(community, actor, form), 422


@bp.post("/transfer/replies.<any(csv, xlsx, json, zip):kind>")
@community_role(Role.EDITOR)
@transactional
def transfer_file(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    """The library as a file; only what was approved is in it."""
    made = export(db.session, community, Kind(kind), actor=actor, now=now())
    return download(made.content, made.name, MEDIA_TYPES[Kind(kind)])


@bp.get("/transfer/<int:reply_import_id>/columns")
@community_role(Role.EDITOR)
def transfer_columns(community: Community, actor: Actor, reply_import_id: int) -> ResponseReturnValue:
    """What the columns mean; another sheet or line of headings is guessed anew. A bundle has none."""
    upload = service.find(db.session, community, reply_import_id)
    if upload.bundle is not None:
        return STEPS.to_dry_run(community, reply_import_id)
    choices = guessed_anew(upload.tables, upload.choices, guessed)
    form = ChoicesForm.of(choices, known.personas_of(db.session, community))
    return what_it_means(community, upload, form, choices)


@bp.post("/transfer/<int:reply_import_id>/columns")
@community_role(Role.EDITOR)
@transactional
def transfer_choose(community: Community, actor: Actor, reply_import_id: int) -> ResponseReturnValue:
    upload = service.find(db.session, community, reply_import_id)
    if upload.bundle is not None:
        return STEPS.to_dry_run(community, reply_import_id)
    form = ChoicesForm().offer(known.personas_of(db.session, community))
    choices = form.chosen(upload.tables, upload.choices, request.form)
    if not form.accepts(choices, request.form):
        return what_it_means(community, upload, form, choices), 422
    service.choose(db.session, community, reply_import_id, choices)
    return STEPS.to_dry_run(community, reply_import_id)


@bp.get("/transfer/<int:reply_import_id>")
@community_role(Role.VIEWER)
def transfer_dry_run(community: Community, actor: Actor, reply_import_id: int) -> ResponseReturnValue:
    return what_becomes(community, actor, reply_import_id)


@bp.post("/transfer/<int:reply_import_id>")
@community_role(Role.EDITOR)
@transactional
def transfer_accept(community: Community, actor: Actor, reply_import_id: int) -> ResponseReturnValue:
    """All lines that were new when the page was shown, with the near-duplicates that were ticked."""
    lines = line_numbers.read(",".join([request.form.get("new", ""), *request.form.getlist("line")]))
    seen = request.form.get("seen", "")
    accepted = service.accept(db.session, community, reply_import_id, lines, actor=actor, now=now(), seen=seen)
    if accepted.items:
        flash(ngettext("One reply is in the library, as a draft.", "%(num)s replies are in the library, as drafts.",
                       accepted.items), "success")
    else:
        flash(_("Nothing new came in."), "info")
    if accepted.playbooks:
        flash(ngettext("One playbook came along.", "%(num)s playbooks came along.", accepted.playbooks), "success")
    return STEPS.to_dry_run(community, reply_import_id)


@bp.post("/transfer/<int:reply_import_id>/undo")
@community_role(Role.EDITOR)
@transactional
def transfer_undo(community: Community, actor: Actor, reply_import_id: int) -> ResponseReturnValue:
    archived, left = taking.undo(db.session, community, reply_import_id, actor=actor, now=now())
    flash(ngettext("One reply archived.", "%(num)s replies archived.", archived), "success" if archived else "info")
    if left:
        stays = ngettext("One reply that somebody worked on stays.", "%(num)s replies somebody worked on stay.", left)
        flash(stays, "info")
    return redirect(url_for("replies.transfer", community_id=community.id), 303)
