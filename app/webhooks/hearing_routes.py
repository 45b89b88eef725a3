"""Publication callbacks: the address targets call, and the secrets they sign with."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.connections import service as connections
from app.core.access import public
from app.core.clock import now
from app.core.database import db
from app.core.errors import TooLarge
from app.core.running import current_settings
from app.core.security import csrf, limiter
from app.core.transactions import transactional
from app.models import Community
from app.webhooks import callbacks
from app.webhooks.blueprint import bp
from content_calendar.workflow import Role

_CALLER = "/c/<int:community_id>/webhooks/callers/<int:connection_id>"


@bp.post("/hooks/connections/<int:connection_id>")
@csrf.exempt  # type: ignore[untyped-decorator]  # the library has no types; no cookie is read here
@public
@limiter.limit("120 per minute")
@transactional
def hear(connection_id: int) -> ResponseReturnValue:
    """No session, no cookie: the signature says who calls."""
    if (request.content_length or 0) > callbacks.MOST_BYTES:
        raise TooLarge
    message = callbacks.Message.of(request.headers, request.get_data(cache=False))
    answer = callbacks.hear(db.session, connection_id, message, settings=current_settings(), now=now())
    return jsonify(answer.model_dump(mode="json", exclude_defaults=True))


@bp.post(f"{_CALLER}/secret")
@community_role(Role.ADMIN)
@transactional
def open_callbacks(community: Community, actor: Actor, connection_id: int) -> ResponseReturnValue:
    """Shows the secret once."""
    connection = connections.own(db.session, community.id, connection_id)
    secret = callbacks.make_secret(db.session, connection, current_settings())
    return render_template(
        "webhooks/secret.html", community=community, name=connection.name, secret=secret, is_rotated=False,
        back=url_for("webhooks.index", community_id=community.id),
        hears_at=current_settings().address + url_for("webhooks.hear", connection_id=connection.id),
    )


@bp.post(f"{_CALLER}/close")
@community_role(Role.ADMIN)
@transactional
def close_callbacks(community: Community, actor: Actor, connection_id: int) -> ResponseReturnValue:
    callbacks.close(db.session, connections.own(db.session, community.id, connection_id))
    flash(_("No callbacks are taken from this connection any more."), "success")
    return redirect(url_for("webhooks.index", community_id=community.id), 303)
