"""The page that shows a sign-in link, once."""

from __future__ import annotations

from flask import render_template, url_for

from app.accounts import service as accounts
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.models import User


def link_page(user: User, back: str) -> str:
    """A fresh link for the person, never stored in the clear; `back` leads to where one came from."""
    lifetime = accounts.INVITATION_LIFETIME
    token = accounts.issue_sign_in_link(db.session, user, now=now(), lifetime=lifetime)
    address = current_settings().address + url_for("accounts.open_link", token=token)
    return render_template("settings/link.html", person=user, address=address, days=lifetime.days, back=back)
