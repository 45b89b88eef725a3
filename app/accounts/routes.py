"""Signing in and out, and the language."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from app.accounts import profile_routes, reset_routes, service
from app.accounts import session as browser_session
from app.accounts.access import signed_in
from app.accounts.blueprint import bp
from app.accounts.forms import SignInForm
from app.core.access import public
from app.core.clock import now
from app.core.database import db
from app.core.i18n import LANGUAGES
from app.core.security import limiter
from app.core.transactions import transactional

_LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")
"""One slash first: browsers read `//host` and `/\\host` as another server, and skip control characters."""

__all__ = ["bp", "profile_routes", "reset_routes"]


def local_path(target: str | None) -> str:
    """`target` when it leads to a page of ours, else the start page: no address may send people elsewhere."""
    return target if target and _LOCAL.fullmatch(target) else "/"


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect("/")
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
@limiter.limit("10 per minute; 60 per hour")
@limiter.limit("10 per 15 minutes", key_func=lambda: "account:" + request.form.get("email", "").strip().lower()[:254])
@transactional
def sign_in_with_password() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    try:
        user = service.authenticate(db.session, email=form.email.data, password=form.password.data)
    except service.SignInFailed as failure:
        form.form_errors.append(f"{failure.cause} {failure.remedy}")
        return render_template("accounts/sign_in.html", form=form), 422
    browser_session.start(user)
    return redirect(local_path(request.args.get("next")), 303)


@bp.get("/sign-in/<token>")
@public
@limiter.limit("30 per minute")
def open_link(token: str) -> ResponseReturnValue:
    """A page with one button: what merely looks at links, as mail scanners do, must not spend them."""
    user = service.link_owner(db.session, token, now=now())
    return render_template("accounts/open_link.html", token=token, user=user)


@bp.post("/sign-in/<token>")
@public
@limiter.limit("30 per minute")
@transactional
def redeem_link(token: str) -> ResponseReturnValue:
    browser_session.start(service.redeem_sign_in_link(db.session, token, now=now()), by_link=True)
    return redirect(local_path(request.args.get("next")), 303)


@bp.post("/sign-out")
@signed_in
@transactional
def sign_out() -> ResponseReturnValue:
    logout_user()
    browser_session.leave()
    flash(_("You have signed out."), "info")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.post("/language")
@public
@transactional
def set_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            current_user.language = chosen
    return redirect(local_path(request.form.get("next")), 303)
