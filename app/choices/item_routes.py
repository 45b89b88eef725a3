"""What is done on a post's page: a rival made, a slot decided, an evergreen marked."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.choices import evergreens
from app.choices import rivals as contest
from app.choices.blueprint import bp
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.models import Community
from content_calendar.workflow import Role


@bp.post("/items/<int:item_id>/rivals")
@community_role(Role.EDITOR)
@transactional
def make_rival(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    rival = contest.make_rival(
        db.session, community, item_id, request.form.get("revision", 0, type=row_id),
        version=request.form.get("version", 0, type=row_id), actor=actor, now=now(),
    )
    flash(_("A rival stands for the same slot. It needs an approval of its own."), "success")
    return _to_item(community, rival.id)


@bp.post("/items/<int:item_id>/rivals/decide")
@community_role(Role.EDITOR)
@transactional
def decide(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    choice = contest.decide(db.session, community, item_id, actor=actor, now=now())
    flash(_("Decided: this post has the slot, the others are archived. The log can undo it."), "success")
    return _to_item(community, choice.item_id)


@bp.post("/items/<int:item_id>/evergreen")
@community_role(Role.EDITOR)
@transactional
def evergreen(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """`on` is "y" to mark it, anything else to take the mark away."""
    item = evergreens.mark(
        db.session, community, item_id, evergreen=request.form.get("on") == "y",
        version=request.form.get("version", 0, type=row_id), actor=actor, now=now(),
    )
    told = _("Marked as evergreen.") if item.evergreen else _("No longer an evergreen.")
    flash(told, "success")
    return _to_item(community, item.id)


def _to_item(community: Community, item_id: int) -> ResponseReturnValue:
    return redirect(url_for("library.show", community_id=community.id, item_id=item_id), 303)
