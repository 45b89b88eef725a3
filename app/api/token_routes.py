"""The page of one's own API tokens, beside the profile."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import communities_of, reader, signed_in
from app.api import tokens
from app.api.token_forms import TokenForm
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.core.transactions import transactional
from app.models import Scope

bp = Blueprint("tokens", __name__)


@bp.get("/profile/api-tokens")
@signed_in
def index() -> ResponseReturnValue:
    return _page(TokenForm.offer(communities_of(reader())))


@bp.post("/profile/api-tokens")
@signed_in
@transactional
def create() -> ResponseReturnValue:
    """Shows the key once; only its hash is kept."""
    user, moment, communities = reader(), now(), communities_of(reader())
    form = TokenForm.offer(communities)
    if not form.accepts():
        return _page(form), 422
    key = tokens.issue(db.session, user, form.wish(communities, moment), now=moment)
    return render_template("api/token.html", name=form.name.data, key=key, address=current_settings().address)


@bp.post("/profile/api-tokens/<int:token_id>/revoke")
@signed_in
@transactional
def revoke(token_id: int) -> ResponseReturnValue:
    tokens.revoke(db.session, reader(), token_id, now=now())
    flash(_("The token is revoked. Programs that use it are refused from now on."), "success")
    return redirect(url_for("api_room.tokens.index"), 303)


def _page(form: TokenForm) -> str:
    held = tokens.tokens_of(db.session, reader())
    return render_template("api/tokens.html", form=form, tokens=held, scopes=Scope, now=now())
