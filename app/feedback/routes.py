"""Insights: what worked, what to send next, and the numbers behind it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.feedback import grid, imports, queries, sheets
from app.feedback.forms import GridForm, typed_rows
from app.feedback.judging import Verdict
from app.models import Community
from app.uploads.forms import UploadForm
from content_calendar.vocabulary import Counter, Outcome
from content_calendar.workflow import Role

SHOWN = 300

bp = Blueprint("feedback", __name__, url_prefix="/c/<int:community_id>/insights")


@bp.get("")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    ranking = queries.published(db.session, community, persona_id=_persona_id(), page=_page_number())
    return _ranking_page(community, actor, ranking, "feedback/index.html")


@bp.get("/upcoming")
@community_role(Role.VIEWER)
def upcoming(community: Community, actor: Actor) -> ResponseReturnValue:
    ranking = queries.upcoming(db.session, community, persona_id=_persona_id(), page=_page_number())
    return _ranking_page(community, actor, ranking, "feedback/upcoming.html")


@bp.get("/ranking.csv")
@community_role(Role.VIEWER)
def ranking_file(community: Community, actor: Actor) -> ResponseReturnValue:
    places = queries.all_published(db.session, community, persona_id=_persona_id())
    return _attachment(sheets.ranking(places, community), f"{community.key}-ranking.csv")


@bp.get("/numbers")
@community_role(Role.VIEWER)
def numbers(community: Community, actor: Actor) -> ResponseReturnValue:
    return _grid_page(community, actor, GridForm().offer(now(), zone_of(community.timezone)))


@bp.post("/numbers")
@community_role(Role.EDITOR)
@transactional
def save_numbers(community: Community, actor: Actor) -> ResponseReturnValue:
    """Rows that are right are saved; the page comes back for the others with every word that was typed."""
    form, moment = GridForm().offer(now(), zone_of(community.timezone)), now()
    rows = typed_rows(request.form)
    if not form.validate():
        return _grid_page(community, actor, form, rows), 422
    saved = grid.record_typed(db.session, community, rows, form.moment, actor=actor, now=moment)
    if saved.count or not saved.problems:
        _say_saved(saved.count)
    if saved.problems:
        wrong = tuple(row for row in rows if row.item_id in saved.problems)
        return _grid_page(community, actor, form, wrong, saved), 422
    return redirect(url_for("feedback.numbers", page=_page_number(), **_arguments(community)), 303)


@bp.get("/import")
@community_role(Role.VIEWER)
def upload(community: Community, actor: Actor) -> ResponseReturnValue:
    return _upload_page(community, actor, UploadForm())


@bp.post("/import")
@community_role(Role.EDITOR)
@transactional
def look_through(community: Community, actor: Actor) -> ResponseReturnValue:
    """Keeps the rows of the file for the dry run; nothing is in the ledger yet."""
    form = UploadForm()
    if form.validate():
        with form.says_why():
            kept = imports.keep_upload(db.session, community, *form.handed_in(), actor=actor, now=now())
            return redirect(url_for("feedback.dry_run", community_id=community.id, import_id=kept.id), 303)
    return _upload_page(community, actor, form), 422


@bp.get("/import/<int:import_id>")
@community_role(Role.VIEWER)
def dry_run(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    plan = imports.dry_run(db.session, community, import_id, now=now())
    return render_template(
        "feedback/dry_run.html", community=community, plan=plan, Verdict=Verdict, Counter=Counter, shown=SHOWN,
        may_edit=actor.role.covers(Role.EDITOR),
    )


@bp.post("/import/<int:import_id>")
@community_role(Role.EDITOR)
@transactional
def apply(community: Community, actor: Actor, import_id: int) -> ResponseReturnValue:
    held_too = request.form.get("held") == "y"
    _say_saved(imports.apply(db.session, community, import_id, held_too=held_too, actor=actor, now=now()))
    return redirect(url_for("feedback.index", community_id=community.id), 303)


@bp.get("/import/template.csv")
@community_role(Role.VIEWER)
def template(community: Community, actor: Actor) -> ResponseReturnValue:
    entries = queries.template_entries(db.session, community, now=now())
    return _attachment(sheets.template(entries, community), f"{community.key}-numbers.csv")


def _ranking_page(community: Community, actor: Actor, ranking: queries.Ranking, template_name: str) -> str:
    return render_template(
        template_name, community=community, ranking=ranking, arguments=_arguments(community), persona_id=_persona_id(),
        Counter=Counter, Outcome=Outcome, may_edit=actor.role.covers(Role.EDITOR),
    )


def _grid_page(
    community: Community, actor: Actor, form: GridForm, typed: tuple[grid.TypedRow, ...] = (),
    saved: grid.Saved | None = None,
) -> str:
    entries = queries.entries(db.session, community, persona_id=_persona_id(), page=_page_number(), now=now())
    return render_template(
        "feedback/numbers.html", community=community, form=form, entries=entries, counters=grid.COMMON_FIRST,
        typed={row.item_id: row for row in typed}, problems=saved.problems if saved else {},
        persona_id=_persona_id(), may_edit=actor.role.covers(Role.EDITOR),
        arguments=_arguments(community),
    )


def _upload_page(community: Community, actor: Actor, form: UploadForm) -> str:
    return render_template(
        "feedback/upload.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR)
    )


def _say_saved(count: int) -> None:
    if count:
        flash(ngettext("One reading saved.", "%(num)s readings saved.", count), "success")
    else:
        flash(_("Nothing changed."), "info")


def _attachment(content: bytes, filename: str) -> Response:
    response = Response(content, content_type=sheets.MEDIA_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _arguments(community: Community) -> dict[str, Any]:
    """What the address of this page keeps when it leads to another of its kind."""
    persona_id = _persona_id()
    return {"community_id": community.id} | ({"persona": persona_id} if persona_id else {})


def _persona_id() -> int | None:
    return request.args.get("persona", type=row_id)


def _page_number() -> int:
    return request.args.get("page", 1, type=row_id)
