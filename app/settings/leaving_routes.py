"""Closing an account: what the person leaves, counted, and who takes it over."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts import handing_over, leaving
from app.accounts import service as accounts
from app.accounts.access import owner_only, reader
from app.accounts.attempts import Attempt, refusal_of
from app.core.clock import now
from app.core.database import db
from app.core.errors import QunbiError
from app.core.transactions import transactional
from app.models import User
from app.settings import queries
from app.settings.blueprint import bp
from app.settings.forms import LeavingForm


@bp.get("/settings/people/<int:user_id>/close")
@owner_only
def leave(user_id: int) -> ResponseReturnValue:
    user = accounts.person(db.session, user_id)
    return _leaving_page(user, _form(user))


@bp.post("/settings/people/<int:user_id>/close")
@owner_only
@transactional
def close(user_id: int) -> ResponseReturnValue:
    user = accounts.person(db.session, user_id)
    form = _form(user)
    if not form.validate():
        return _leaving_page(user, form), 422
    heir = accounts.person(db.session, form.heir_id) if form.heir_id else None
    wanted = Attempt("user.close", reader(), None, user.id, now())
    act = partial(leaving.close, db.session, user, heir, actor=reader(), now=now())
    problem = refusal_of(db.session, wanted, act)
    if problem:
        return _leaving_page(user, form, problem), problem.status
    flash(_("%(name)s is signed out and cannot sign in.", name=user.name), "info")
    return redirect(url_for("settings.people"), 303)


def _form(user: User) -> LeavingForm:
    form = LeavingForm(heir=str(reader().id))
    form.offer(queries.heirs(db.session, user))
    return form


def _leaving_page(user: User, form: LeavingForm, problem: QunbiError | None = None) -> str:
    return render_template(
        "settings/leaving.html", person=user, form=form, problem=problem,
        left=handing_over.belongings_of(db.session, user, now=now()),
    )
