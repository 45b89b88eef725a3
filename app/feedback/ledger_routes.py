"""Pages of the ledger: what came in, the records behind the numbers of a post, and putting right what is wrong."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import Conflict, Invalid
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.feedback import correcting
from app.feedback import records as reading
from app.feedback.blueprint import bp
from app.feedback.correcting_form import CorrectionForm
from app.models import Community
from content_calendar.workflow import Role


@bp.get("/batches")
@community_role(Role.VIEWER)
def batches(community: Community, actor: Actor) -> ResponseReturnValue:
    found = reading.batches(db.session, community, page=request.args.get("page", 1, type=row_id))
    return render_template(
        "feedback/batches.html", community=community, batches=found, may_edit=actor.role.covers(Role.EDITOR)
    )


@bp.post("/batches/<int:batch_id>/undo")
@community_role(Role.EDITOR)
@transactional
def undo_batch(community: Community, actor: Actor, batch_id: int) -> ResponseReturnValue:
    count = correcting.undo(db.session, community, batch_id, actor=actor, now=now())
    flash(ngettext("One reading no longer counts.", "%(num)s readings no longer count.", count), "success")
    return redirect(url_for("feedback.batches", community_id=community.id), 303)


@bp.get("/posts/<int:item_id>")
@community_role(Role.VIEWER)
def records(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=row_id)
    found = reading.of_post(db.session, community, item_id, page=page)
    return render_template(
        "feedback/records.html", community=community, records=found, may_edit=actor.role.covers(Role.EDITOR)
    )


@bp.get("/records/<int:record_id>")
@community_role(Role.EDITOR)
def record(community: Community, actor: Actor, record_id: int) -> ResponseReturnValue:
    return _record_page(community, reading.one(db.session, community, record_id), CorrectionForm())


@bp.post("/records/<int:record_id>")
@community_role(Role.EDITOR)
@transactional
def correct_record(community: Community, actor: Actor, record_id: int) -> ResponseReturnValue:
    """Writes the right numbers down, or with `out` takes the reading out altogether."""
    found, form = reading.one(db.session, community, record_id), CorrectionForm()
    if form.has_reason():
        try:
            if _put_right(community, actor, found, form):
                return redirect(url_for("feedback.records", community_id=community.id, item_id=found.row.item_id), 303)
        except (Invalid, Conflict) as error:
            form.reason.errors = [f"{error.cause} {error.remedy}"]
    return _record_page(community, found, form), 422


def _put_right(community: Community, actor: Actor, found: reading.Record, form: CorrectionForm) -> bool:
    """Whether it was done; otherwise fields of the form say why not."""
    reason, moment = form.reason.data or "", now()
    if "out" in request.form:
        correcting.void(db.session, community, [found.row.id], reason=reason, actor=actor, now=moment)
        flash(_("The reading no longer counts."), "success")
        return True
    counts = form.counts()
    if counts is None:
        return False
    correcting.correct(db.session, community, found.row.id, counts, reason=reason, actor=actor, now=moment)
    flash(_("The reading is corrected."), "success")
    return True


def _record_page(community: Community, found: reading.Record, form: CorrectionForm) -> str:
    return render_template("feedback/record.html", community=community, found=found, form=form.offer(found.told))
