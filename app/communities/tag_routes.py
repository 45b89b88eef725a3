"""The tags of a community: rename, merge, delete."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.communities import queries, service, tagging
from app.communities.blueprint import bp, setting_up
from app.core.clock import now
from app.core.database import db
from app.core.i18n import words
from app.core.transactions import transactional
from app.models import Community
from content_calendar.message import Message
from content_calendar.workflow import Role


@bp.get("/c/<int:community_id>/community/tags")
@community_role(Role.VIEWER)
def tags(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(community, actor)


@bp.post("/c/<int:community_id>/community/tags/rename")
@community_role(Role.EDITOR)
@setting_up
@transactional
def rename_tag(community: Community, actor: Actor) -> ResponseReturnValue:
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        count = tagging.rename_tag(db.session, community, old, new, now=now())
    except tagging.TagInvalid as refusal:
        problem = words(refusal.cause) if isinstance(refusal.cause, Message) else str(refusal.cause)
        return _page(community, actor, refused=old, typed=new, problem=problem), 422
    flash(ngettext("Tag changed on %(num)s persona.", "Tag changed on %(num)s personas.", count), "success")
    return redirect(url_for("communities.tags", community_id=community.id), 303)


@bp.post("/c/<int:community_id>/community/tags/delete")
@community_role(Role.EDITOR)
@setting_up
@transactional
def delete_tag(community: Community, actor: Actor) -> ResponseReturnValue:
    tagging.delete_tag(db.session, community, request.form.get("old", ""))
    flash(_("Tag deleted."), "success")
    return redirect(url_for("communities.tags", community_id=community.id), 303)


def _page(community: Community, actor: Actor, *, refused: str = "", typed: str = "", problem: str = "") -> str:
    spaces = queries.tag_page(db.session, community)
    return render_template(
        "communities/tags.html", community=community, spaces=spaces, may_edit=actor.role in service.SETTING_UP,
        refused=refused, typed=typed, problem=problem,
    )
