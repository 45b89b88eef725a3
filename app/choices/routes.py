"""Pages about choices under Insights; what is done on a post's page stands in `item_routes`."""

from __future__ import annotations

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.audit import service as audit
from app.choices import item_routes, picking, queries, undoing
from app.choices.blueprint import bp
from app.choices.fatigue import worn_columns
from app.choices.forms import MOST_DAYS, PickForm, RulesForm
from app.choices.lift import LEAST_POSTS, lift_of
from app.choices.offers import Match, offers
from app.choices.refusals import PicksChanged
from app.choices.rules import set_rules
from app.choices.sheets import log_sheet
from app.choices.telling import lines_of
from app.core.clock import now
from app.core.database import db, reading_first
from app.core.downloads import download
from app.core.errors import Conflict
from app.core.row_ids import row_id
from app.core.tables.csv_file import csv_of
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.models import Community
from content_calendar.workflow import Role

__all__ = ["bp", "item_routes"]


@bp.get("/insights/choices")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _log_page(community, actor, None)


@bp.post("/insights/choices.csv")
@community_role(Role.VIEWER)
@transactional
def sheet(community: Community, actor: Actor) -> ResponseReturnValue:
    """The whole log, newest first."""
    with reading_first():
        rows = log_sheet(queries.whole_log(db.session, community), community)
    filename = f"{community.key}-choices.csv"
    audit.record_file(
        db.session, "export.choices", actor=actor, community_id=community.id, filename=filename, rows=len(rows) - 1,
        now=now(),
    )
    return download(csv_of(rows), filename)


@bp.get("/insights/choices/pick")
@community_role(Role.VIEWER)
def pick(community: Community, actor: Actor) -> ResponseReturnValue:
    form = _pick_form(community, request.args.to_dict())
    if not form.validate():
        return _pick_page(community, actor, form, looks=False), HTTPStatus.UNPROCESSABLE_ENTITY
    return _pick_page(community, actor, form)


@bp.post("/insights/choices/pick")
@community_role(Role.EDITOR)
@transactional
def pick_all(community: Community, actor: Actor) -> ResponseReturnValue:
    """Everything that was shown, or with a fresh look nothing."""
    form = _pick_form(community, request.form.to_dict())
    if not form.validate():
        return _pick_page(community, actor, form, looks=False), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        made = picking.pick_all(
            db.session, community, form.span(community), request.form.get("seen", ""), actor=actor, now=now()
        )
    except PicksChanged as why:
        return _pick_page(community, actor, form, refusal=why), why.status
    flash(ngettext(
        "One slot filled; the text waits for review.", "%(num)s slots filled; the texts wait for review.", len(made)
    ), "success")
    return _back(community)


@bp.get("/insights/choices/lift")
@community_role(Role.VIEWER)
def lift(community: Community, actor: Actor) -> ResponseReturnValue:
    found = lift_of(db.session, community, now=now())
    return render_template("choices/lift.html", community=community, lift=found, least=LEAST_POSTS)


@bp.post("/insights/choices/undo")
@community_role(Role.EDITOR)
@transactional
def undo(community: Community, actor: Actor) -> ResponseReturnValue:
    ids = request.form.getlist("choice", type=row_id)[: queries.PAGE]
    undone = undoing.undo(db.session, community, ids, actor=actor, now=now())
    flash(ngettext("One choice undone.", "%(num)s choices undone.", undone.done), "info")
    if undone.stand:
        flash(ngettext(
            "One stands: it was approved, changed, moved or sent since.",
            "%(num)s stand: they were approved, changed, moved or sent since.", undone.stand,
        ), "warning")
    return _back(community)


@bp.post("/insights/choices/rules")
@community_role(Role.ADMIN)
@transactional
def rules(community: Community, actor: Actor) -> ResponseReturnValue:
    form = RulesForm()
    if not form.validate():
        return _log_page(community, actor, form), HTTPStatus.UNPROCESSABLE_ENTITY
    set_rules(
        db.session, community.id, control_percent=form.control_percent.data or 0,
        evergreen_rest_days=form.evergreen_rest_days.data or 0, version=form.version.data or 0,
    )
    flash(_("Saved. It counts for choices from now on."), "success")
    return _back(community)


def _back(community: Community) -> ResponseReturnValue:
    return redirect(url_for("choices.index", community_id=community.id), 303)


def _log_page(community: Community, actor: Actor, form: RulesForm | None) -> str:
    moment = now()
    return render_template(
        "choices/index.html", community=community, actor=actor,
        log=queries.log_page(db.session, community, page=request.args.get("page", 1, type=row_id)),
        undecided=queries.undecided(db.session, community, now=moment),
        worn=worn_columns(db.session, [community], now=moment), may_edit=actor.role.covers(Role.EDITOR),
        rules=form or RulesForm(formdata=None, obj=community) if actor.role.covers(Role.ADMIN) else None,
    )


def _pick_form(community: Community, sent: dict[str, str]) -> PickForm:
    today = now().astimezone(zone_of(community.timezone)).date()
    return PickForm.read(sent, community, list(queries.personas_of(db.session, community)), today)


def _pick_page(
    community: Community, actor: Actor, form: PickForm, *, looks: bool = True, refusal: Conflict | None = None
) -> str:
    found = offers(db.session, community, form.span(community), now=now()) if looks else []
    return render_template(
        "choices/pick.html", community=community, form=form, offers=found, lines=lines_of(found), refusal=refusal,
        fillable=sum(offer.may_be_filled for offer in found), seen=picking.digest(found), Match=Match,
        may_edit=actor.role.covers(Role.EDITOR), looks=looks, most_days=MOST_DAYS,
    )
