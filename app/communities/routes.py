"""A community at a glance, the matrix of communities, and making or changing a community."""

from __future__ import annotations

from typing import cast
from zoneinfo import available_timezones

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.access import Actor, community_role, owner_only, signed_in
from app.communities import date_routes, import_routes, part_routes, queries, service, tag_routes
from app.communities.blueprint import bp, refused_page, saved_from
from app.communities.forms import CommunityForm
from app.communities.surroundings import surroundings_of_workspace
from app.communities.uses import uses_of
from app.core.clock import now
from app.core.database import db
from app.core.i18n import language
from app.core.transactions import transactional
from app.models import Community, User
from content_calendar.workflow import Role

__all__ = ["bp", "date_routes", "import_routes", "part_routes", "tag_routes"]

ZONES = tuple(sorted(available_timezones()))


@bp.get("/c/<int:community_id>/community")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    page = queries.community_page(db.session, community, language=language(), now=now())
    may_edit = actor.role in service.SETTING_UP
    return render_template("communities/index.html", community=community, page=page, may_edit=may_edit, role=actor.role)


@bp.get("/communities")
@signed_in
def matrix() -> ResponseReturnValue:
    lines = queries.matrix(db.session, cast("User", current_user), now())
    return render_template("communities/matrix.html", lines=lines)


@bp.get("/communities/new")
@owner_only
def new_community() -> ResponseReturnValue:
    return render_template("communities/community.html", form=_form(None), community=None, zones=ZONES)


@bp.post("/communities/new")
@owner_only
@transactional
def create_community() -> ResponseReturnValue:
    form = _form(None)
    made = saved_from(form, lambda written: service.save_community(db.session, None, written, version=0, now=now()))
    if made is None:
        return refused_page("communities/community.html", form, community=None, zones=ZONES)
    flash(_("Community made. Next: who is in it, and who speaks?"), "success")
    return redirect(url_for("communities.index", community_id=made.id), 303)


@bp.get("/c/<int:community_id>/community/edit")
@community_role(Role.ADMIN)
def edit_community(community: Community, actor: Actor) -> ResponseReturnValue:
    uses = uses_of(db.session, community)
    return render_template(
        "communities/community.html", form=_form(community), community=community, zones=ZONES, uses=uses
    )


@bp.post("/c/<int:community_id>/community/edit")
@community_role(Role.ADMIN)
@transactional
def save_community(community: Community, actor: Actor) -> ResponseReturnValue:
    service.lock_community(db.session, community)
    form = _form(community)
    saved = saved_from(form, lambda written: service.save_community(
        db.session, community, written, version=form.typed_version(), now=now()
    ))
    if saved is None:
        return refused_page(
            "communities/community.html", form, community=community, zones=ZONES, uses=uses_of(db.session, community)
        )
    flash(_("Community saved."), "success")
    return redirect(url_for("communities.index", community_id=community.id), 303)


@bp.post("/c/<int:community_id>/community/delete")
@community_role(Role.ADMIN)
@transactional
def delete_community(community: Community, actor: Actor) -> ResponseReturnValue:
    service.delete(db.session, service.lock_community(db.session, community))
    flash(_("Community deleted."), "success")
    return redirect(url_for("communities.matrix"), 303)


def _form(community: Community | None) -> CommunityForm:
    zone = community.timezone if community else "Asia/Shanghai"
    return CommunityForm(surroundings_of_workspace(db.session, zone), community)
