"""Webhooks of a community: set up by its admins, with a log of every message."""

from __future__ import annotations

import json

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.core.row_ids import row_id
from app.core.running import current_settings
from app.core.security import limiter
from app.core.transactions import transactional
from app.models import Community, DeliveryStatus, WebhookEndpoint
from app.webhooks import deliveries, endpoints, hearing_routes, queries
from app.webhooks.blueprint import bp
from app.webhooks.forms import EndpointForm
from content_calendar.workflow import Role

__all__ = ["bp", "hearing_routes"]

_ALL = "/c/<int:community_id>/webhooks"
_ONE = f"{_ALL}/<int:endpoint_id>"


@bp.get(_ALL)
@community_role(Role.ADMIN)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _index_page(community, EndpointForm())


@bp.post(_ALL)
@community_role(Role.ADMIN)
@transactional
def add(community: Community, actor: Actor) -> ResponseReturnValue:
    """Shows the secret once."""
    form = EndpointForm()
    if not form.validate():
        return _index_page(community, form), 422
    endpoint, secret = endpoints.create(
        db.session, community, form.wishes(), actor=actor, settings=current_settings(), now=now()
    )
    return _secret_page(community, endpoint.name, secret, _one("webhooks.show", endpoint))


@bp.get(_ONE)
@community_role(Role.ADMIN)
def show(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    endpoint = endpoints.own(db.session, community.id, endpoint_id)
    return _endpoint_page(community, endpoint, EndpointForm(endpoint))


@bp.post(_ONE)
@community_role(Role.ADMIN)
@transactional
def change(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    endpoint, form = endpoints.own(db.session, community.id, endpoint_id), EndpointForm()
    if not form.validate():
        return _endpoint_page(community, endpoint, form), 422
    version = int(form.version.data) if str(form.version.data).isdecimal() else 0
    endpoints.change(db.session, endpoint, form.wishes(), version=version)
    flash(_("Saved."), "success")
    return redirect(_one("webhooks.show", endpoint), 303)


@bp.post(f"{_ONE}/secret")
@community_role(Role.ADMIN)
@transactional
def rotate(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    """Shows the new secret once."""
    endpoint = endpoints.own(db.session, community.id, endpoint_id)
    secret = endpoints.rotate(db.session, endpoint, settings=current_settings(), now=now())
    return _secret_page(community, endpoint.name, secret, _one("webhooks.show", endpoint), is_rotated=True)


@bp.post(f"{_ONE}/active")
@community_role(Role.ADMIN)
@transactional
def switch(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    endpoint, active = endpoints.own(db.session, community.id, endpoint_id), request.form.get("active") == "1"
    endpoints.switch(db.session, endpoint, active=active)
    flash(_("The webhook is on.") if active else _("The webhook is off; it is told nothing."), "success")
    return redirect(_one("webhooks.show", endpoint), 303)


@bp.post(f"{_ONE}/test")
@community_role(Role.ADMIN)
@limiter.limit("30 per hour")
@transactional
def test(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    endpoint = endpoints.own(db.session, community.id, endpoint_id)
    endpoints.test(db.session, endpoint, now())
    flash(_("A test message is on its way; this page shows what becomes of it."), "success")
    return redirect(_one("webhooks.show", endpoint), 303)


@bp.post(f"{_ONE}/replay")
@community_role(Role.ADMIN)
@transactional
def replay(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    """All dead letters, or one message, again under its own id."""
    endpoint = endpoints.own(db.session, community.id, endpoint_id)
    one = request.form.get("delivery", type=row_id)
    count = deliveries.order_replay(db.session, endpoint, now(), delivery_id=one)
    flash(ngettext("One message is sent again.", "%(num)s messages are sent again.", count), "success")
    return redirect(_one("webhooks.show", endpoint), 303)


@bp.post(f"{_ONE}/remove")
@community_role(Role.ADMIN)
@transactional
def remove(community: Community, actor: Actor, endpoint_id: int) -> ResponseReturnValue:
    endpoints.remove(db.session, endpoints.own(db.session, community.id, endpoint_id))
    flash(_("The webhook is gone."), "success")
    return redirect(url_for("webhooks.index", community_id=community.id), 303)


@bp.get(f"{_ONE}/messages/<int:message_id>")
@community_role(Role.ADMIN)
def message(community: Community, actor: Actor, endpoint_id: int, message_id: int) -> ResponseReturnValue:
    endpoint = endpoints.own(db.session, community.id, endpoint_id)
    delivery = queries.delivery_of(db.session, endpoint, message_id)
    if delivery is None:
        raise NotFound
    return render_template(
        "webhooks/message.html", community=community, endpoint=endpoint, row=queries.shown(delivery),
        attempts=queries.attempts_of(db.session, message_id),
        payload=json.dumps(delivery.event.payload, ensure_ascii=False, indent=2),
    )


def _one(name: str, endpoint: WebhookEndpoint) -> str:
    return url_for(name, community_id=endpoint.community_id, endpoint_id=endpoint.id)


def _index_page(community: Community, form: EndpointForm) -> str:
    return render_template(
        "webhooks/index.html", community=community, form=form,
        endpoints=queries.endpoints_of(db.session, community.id),
        callers=queries.callers_of(db.session, community.id), address=current_settings().address,
    )


def _endpoint_page(community: Community, endpoint: WebhookEndpoint, form: EndpointForm) -> str:
    status = DeliveryStatus.named(request.args.get("status", ""))
    log = queries.log_of(db.session, endpoint, page=request.args.get("page", 1, type=row_id), status=status)
    return render_template(
        "webhooks/show.html", community=community, endpoint=endpoint, form=form, status=status, log=log,
        row=queries.endpoint_row(db.session, endpoint), statuses=list(DeliveryStatus),
        is_under_way=endpoint.active and any(one.is_under_way for one in log.rows),
    )


def _secret_page(community: Community, name: str, secret: str, back: str, *, is_rotated: bool = False) -> str:
    return render_template(
        "webhooks/secret.html", community=community, name=name, secret=secret, back=back, is_rotated=is_rotated
    )
