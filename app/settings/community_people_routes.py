"""The people of one community, for its admins: inviting, roles, links."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import roles
from app.accounts import service as accounts
from app.accounts.access import Actor, community_role
from app.accounts.attempts import Attempt, refusal_of
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound, QunbiError
from app.core.forged_fields import decides
from app.core.transactions import transactional
from app.models import Community, User
from app.settings import queries
from app.settings.blueprint import bp
from app.settings.forms import PersonForm, typed_seat
from app.settings.inviting import invite_into
from app.settings.link_page import link_page
from content_calendar.workflow import Role


@bp.get("/c/<int:community_id>/people")
@community_role(Role.ADMIN)
def community_people(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(community, actor, PersonForm())


@bp.post("/c/<int:community_id>/people")
@community_role(Role.ADMIN)
@decides("role-*", "compliance-*")
@transactional
def invite_member(community: Community, actor: Actor) -> ResponseReturnValue:
    """A place in the community; who has no account yet gets one, with a link to hand over."""
    form = PersonForm()
    is_new: list[bool] = []

    def act() -> None:
        is_new.append(invite_into(db.session, form, community, actor=actor.user, now=now()))

    wanted = Attempt("user.invite", actor.user, community.id, None, now())
    problem = refusal_of(db.session, wanted, act) if form.accepts() else None
    if form.errors or problem:
        return _page(community, actor, form, problem), 422
    user = accounts.require_user(db.session, form.email.data or "")
    if is_new == [True]:
        return link_page(user, _address(community))
    flash(_("%(name)s has an account already and finds the community there.", name=user.name), "success")
    return redirect(_address(community), 303)


@bp.post("/c/<int:community_id>/people/<int:user_id>/roles")
@community_role(Role.ADMIN)
@decides("role-*", "compliance-*")
@transactional
def set_member_role(community: Community, actor: Actor, user_id: int) -> ResponseReturnValue:
    user = _member(community, user_id)

    def act() -> None:
        seats = roles.seats_in(request.form, [community.id])
        roles.change_seats(db.session, user, seats, actor=actor.user, now=now())

    wanted = Attempt("membership.change", actor.user, community.id, user.id, now())
    problem = refusal_of(db.session, wanted, act)
    if problem:
        return _page(community, actor, PersonForm(formdata=None), problem), problem.status
    flash(_("The roles of %(name)s are saved.", name=user.name), "success")
    still = queries.leads(db.session, actor.user, community)
    return redirect(_address(community) if still else "/", 303)


@bp.post("/c/<int:community_id>/people/<int:user_id>/link")
@community_role(Role.ADMIN)
@transactional
def member_link(community: Community, actor: Actor, user_id: int) -> ResponseReturnValue:
    """For members who work nowhere beyond the admin's reach: whoever holds the link is that person."""
    user = _member(community, user_id)
    problem = refusal_of(
        db.session, Attempt("user.link", actor.user, community.id, user.id, now()),
        partial(roles.require_reach, db.session, actor.user, user),
    )
    if problem:
        return _page(community, actor, PersonForm(formdata=None), problem), problem.status
    return link_page(user, _address(community))


def _member(community: Community, user_id: int) -> User:
    """Raises NotFound for whoever belongs elsewhere."""
    user = accounts.person(db.session, user_id)
    if accounts.membership_of(db.session, user, community.id) is None:
        raise NotFound
    return user


def _address(community: Community) -> str:
    return url_for("settings.community_people", community_id=community.id)


def _page(community: Community, actor: Actor, form: PersonForm, problem: QunbiError | None = None) -> str:
    return render_template(
        "settings/community_people.html", community=community, form=form, problem=problem, roles=list(Role),
        typed_seat=typed_seat,
        people=queries.members(db.session, community, actor.user),
    )
