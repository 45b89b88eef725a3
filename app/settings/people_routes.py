"""Everybody with an account, for the owner: inviting, roles everywhere, links, opening again."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import leaving, roles
from app.accounts import service as accounts
from app.accounts.access import communities_of, owner_only, reader
from app.accounts.attempts import Attempt, refusal_of
from app.core.clock import now
from app.core.database import db
from app.core.errors import QunbiError
from app.core.forged_fields import decides
from app.core.transactions import transactional
from app.settings import queries
from app.settings.blueprint import bp
from app.settings.forms import PersonForm, typed_seat
from app.settings.inviting import invite
from app.settings.link_page import link_page
from content_calendar.workflow import Role


@bp.get("/settings/people")
@owner_only
def people() -> ResponseReturnValue:
    return people_page(PersonForm())


@bp.post("/settings/people")
@owner_only
@decides("role-*", "compliance-*")
@transactional
def add_person() -> ResponseReturnValue:
    """A new account with roles and a link to hand over. Who has an account gets no second one."""
    form = PersonForm()
    wanted = Attempt("user.invite", reader(), None, None, now())
    act = partial(invite, db.session, form, _community_ids(), actor=reader(), now=now())
    problem = refusal_of(db.session, wanted, act) if form.accepts() else None
    if isinstance(problem, accounts.AddressTaken):
        form.email.errors = [str(problem.cause)]
    if form.errors or problem:
        return people_page(form, problem), 422
    return link_page(accounts.require_user(db.session, form.email.data or ""), url_for("settings.people"))


@bp.post("/settings/people/<int:user_id>/roles")
@owner_only
@decides("role-*", "compliance-*")
@transactional
def set_roles(user_id: int) -> ResponseReturnValue:
    """Change the roles the form names; a community it does not name, perhaps a new one, is left as it is."""
    user = accounts.person(db.session, user_id)

    def act() -> None:
        seats = roles.seats_in(request.form, _community_ids())
        roles.change_seats(db.session, user, seats, actor=reader(), now=now())

    problem = refusal_of(db.session, Attempt("membership.change", reader(), None, user.id, now()), act)
    if problem:
        return people_page(PersonForm(formdata=None), problem), problem.status
    flash(_("The roles of %(name)s are saved.", name=user.name), "success")
    return redirect(url_for("settings.people") + f"#person-{user.id}", 303)


@bp.post("/settings/people/<int:user_id>/link")
@owner_only
@transactional
def sign_in_link(user_id: int) -> ResponseReturnValue:
    """A fresh one-time link to hand over, to sign in without a password or to set a new one."""
    return link_page(accounts.person(db.session, user_id), url_for("settings.people"))


@bp.post("/settings/people/<int:user_id>/open")
@owner_only
@transactional
def reopen(user_id: int) -> ResponseReturnValue:
    user = accounts.person(db.session, user_id)
    leaving.reopen(db.session, user, actor=reader(), now=now())
    flash(_("%(name)s can sign in again.", name=user.name), "info")
    return redirect(url_for("settings.people") + f"#person-{user.id}", 303)


def _community_ids() -> list[int]:
    return [community.id for community in communities_of(reader())]


def people_page(form: PersonForm, problem: QunbiError | None = None) -> str:
    return render_template(
        "settings/people.html", form=form, people=queries.people(db.session), communities=communities_of(reader()),
        roles=list(Role), problem=problem, typed_seat=typed_seat,
    )
