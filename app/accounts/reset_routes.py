"""Forgotten passwords: a link by e-mail for those who set that up. The answer tells nobody who has an account."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import reset
from app.accounts.blueprint import bp
from app.accounts.forms import ForgottenForm
from app.core.access import public
from app.core.database import db
from app.core.security import limiter
from app.core.transactions import transactional


@bp.get("/forgotten-password")
@public
def forgotten() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect("/")
    return render_template("accounts/forgotten.html", form=ForgottenForm(), sent=False)


@bp.post("/forgotten-password")
@public
@limiter.limit("10 per minute; 30 per hour")
@limiter.limit("3 per 15 minutes", key_func=lambda: "forgotten:" + request.form.get("email", "").strip().lower()[:254])
@transactional
def ask_for_link() -> ResponseReturnValue:
    """The same answer, in the same time, whether the account exists or not: a worker looks after the rest."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form, sent=False), 422
    reset.ask(db.session, form.email.data or "")
    return render_template("accounts/forgotten.html", form=form, sent=True)
