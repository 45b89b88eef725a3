"""The numbers behind Insights: the grid, files, what waits for its post, members."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.feedback import grid, import_routes, ledger_routes, matching_routes, member_routes, queries
from app.feedback.blueprint import bp
from app.feedback.forms import GridForm, typed_rows
from app.models import Community
from content_calendar.workflow import Role

__all__ = ["bp", "import_routes", "ledger_routes", "matching_routes", "member_routes"]


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


def _say_saved(count: int) -> None:
    if count:
        flash(ngettext("One reading saved.", "%(num)s readings saved.", count), "success")
    else:
        flash(_("Nothing changed."), "info")


def _arguments(community: Community) -> dict[str, Any]:
    """What the address of this page keeps when it leads to another of its kind."""
    persona_id = _persona_id()
    return {"community_id": community.id} | ({"persona": persona_id} if persona_id else {})


def _persona_id() -> int | None:
    return request.args.get("persona", type=row_id)


def _page_number() -> int:
    return request.args.get("page", 1, type=row_id)
