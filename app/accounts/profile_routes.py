"""The own profile: name, language, password, and the browsers one is signed in with."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import session as browser_session
from app.accounts import sessions
from app.accounts.access import reader, signed_in
from app.accounts.blueprint import bp
from app.accounts.forms import PasswordForm, ProfileForm
from app.core.clock import now
from app.core.database import db
from app.core.security import limiter
from app.core.transactions import transactional
from content_calendar.vocabulary import Language


@bp.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    return _profile_page(ProfileForm(obj=current_user), PasswordForm())


@bp.post("/profile")
@signed_in
@transactional
def save_profile() -> ResponseReturnValue:
    form = ProfileForm()
    if not form.accepts():
        return _profile_page(form, PasswordForm()), 422
    current_user.name = form.name.data
    current_user.language = Language(form.language.data)
    flash(_("Saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/profile/password")
@signed_in
@limiter.limit("20 per 15 minutes", key_func=lambda: f"password:{current_user.get_id()}")
@transactional
def change_password() -> ResponseReturnValue:
    """A new password ends every other session of this person. The present one is asked for, unless a link led here."""
    form, user = PasswordForm(), reader()
    if not form.accepts(user, knows_old=not browser_session.came_by_link()):
        return _profile_page(ProfileForm(obj=user), form), 422
    sessions.change_password(db.session, user, form.password.data or "", now=now())
    browser_session.start(user)
    flash(_("The password is set. Other devices have been signed out."), "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/profile/sessions/<int:session_id>/end")
@signed_in
@transactional
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign another browser of one's own out."""
    sessions.end(db.session, reader(), session_id, now=now())
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("accounts.profile") + "#browsers", 303)


@bp.post("/profile/sign-out-everywhere")
@signed_in
@transactional
def sign_out_everywhere() -> ResponseReturnValue:
    user = reader()
    sessions.sign_out_everywhere(db.session, user, now=now())
    browser_session.start(user)
    flash(_("All other devices have been signed out."), "success")
    return redirect(url_for("accounts.profile") + "#browsers", 303)


def _profile_page(form: ProfileForm, password: PasswordForm) -> str:
    return render_template(
        "accounts/profile.html", form=form, password=password,
        asks_old=current_user.password_hash is not None and not browser_session.came_by_link(),
        browsers=sessions.browsers_of(db.session, reader(), browser_session.token(), now=now()),
    )
