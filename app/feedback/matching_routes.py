"""The matching page: which post a row is about, one row after the other, by keyboard."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.feedback import matching_queries, settling
from app.feedback.blueprint import bp
from app.models import Community
from content_calendar.workflow import Role


@bp.get("/matching")
@community_role(Role.VIEWER)
def matching(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(community, actor, request.args.get("row", 0, type=row_id))


@bp.post("/matching/<int:reading_id>")
@community_role(Role.EDITOR)
@transactional
def match(community: Community, actor: Actor, reading_id: int) -> ResponseReturnValue:
    """The row and those like it are about the post that was pressed, or that somebody named."""
    try:
        item_id = _item_id(community)
    except Invalid as error:
        return _page(community, actor, reading_id, f"{error.cause} {error.remedy}"), 422
    settled = settling.settle(db.session, community, reading_id, item_id, actor=actor, now=now())
    if settled.taken:
        flash(ngettext("One reading saved.", "%(num)s readings saved.", settled.taken), "success")
    for reason in dict.fromkeys(settled.refused[:1]):
        flash(_("Not taken, so it goes on waiting: %(reason)s", reason=reason), "warning")
    after = settled.last + 1 if settled.refused else reading_id
    return redirect(url_for("feedback.matching", community_id=community.id, row=after), 303)


@bp.post("/matching/<int:reading_id>/aside")
@community_role(Role.EDITOR)
@transactional
def put_aside(community: Community, actor: Actor, reading_id: int) -> ResponseReturnValue:
    count = settling.put_aside(db.session, community, reading_id, actor=actor, now=now())
    flash(ngettext("One row put aside.", "%(num)s rows put aside.", count), "info")
    return redirect(url_for("feedback.matching", community_id=community.id, row=reading_id), 303)


def _item_id(community: Community) -> int:
    pressed = request.form.get("item_id", type=row_id)
    if pressed is not None:
        return int(pressed)
    return matching_queries.named(db.session, community, request.form.get("named", ""))


def _page(community: Community, actor: Actor, from_id: int, problem: str = "") -> str:
    return render_template(
        "feedback/matching.html", community=community, waiting=matching_queries.waiting(db.session, community, from_id),
        may_edit=actor.role.covers(Role.EDITOR), problem=problem, typed=request.form.get("named", ""),
    )
