"""Connections: seen by the team, set up and tested by the admins of the community."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.connections import push_routes, queries, service
from app.connections.blueprint import bp
from app.connections.forms import ConnectionForm, form_of
from app.connections.testing import Tested
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.core.running import current_settings
from app.core.security import limiter
from app.core.transactions import transactional
from app.models import Community, Connection
from content_calendar.exporters.push.registry import push_target, targets
from content_calendar.workflow import Role

__all__ = ["bp", "push_routes"]

_ALL = "/c/<int:community_id>/connections"
_ONE = f"{_ALL}/<int:connection_id>"
_NEW = f"{_ALL}/new/<any({', '.join(target.key for target in targets())}):kind>"


@bp.get(_ALL)
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return render_template(
        "connections/index.html", community=community, actor=actor, targets=targets(),
        connections=queries.connections_of(db.session, community.id),
        open_pushes=queries.open_count(db.session, community.id), may_change=actor.role.covers(Role.ADMIN), now=now(),
    )


@bp.get(_NEW)
@community_role(Role.ADMIN)
def new(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    return _form_page(community, _form(community, kind))


@bp.post(_NEW)
@community_role(Role.ADMIN)
@limiter.limit("60 per hour")
@transactional
def add(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    form = _form(community, kind)
    if not form.accepts():
        return _form_page(community, form), 422
    connection = service.create(
        db.session, community, form.target, form.wishes(), actor=actor, settings=current_settings(), now=now()
    )
    flash(_("The connection is saved. Test it before anything goes through it."), "success")
    return redirect(url_for("connections.edit", community_id=community.id, connection_id=connection.id), 303)


@bp.get(_ONE)
@community_role(Role.ADMIN)
def edit(community: Community, actor: Actor, connection_id: int) -> ResponseReturnValue:
    return _edit_page(community, connection_id)


@bp.post(_ONE)
@community_role(Role.ADMIN)
@transactional
def change(community: Community, actor: Actor, connection_id: int) -> ResponseReturnValue:
    connection = service.own(db.session, community.id, connection_id)
    form = _form(community, connection.target, connection)
    if not form.accepts():
        return _form_page(community, form, connection), 422
    version = int(form.version.data) if str(form.version.data).isdecimal() else 0
    service.change(
        db.session, connection, form.wishes(), version=version, actor=actor, settings=current_settings()
    )
    flash(_("Saved."), "success")
    return redirect(url_for("connections.edit", community_id=community.id, connection_id=connection.id), 303)


@bp.post(f"{_ONE}/test")
@community_role(Role.ADMIN)
@limiter.limit("60 per hour")
@transactional
def test(community: Community, actor: Actor, connection_id: int) -> ResponseReturnValue:
    """Ask the target; the page comes back with the accounts there, or with what is wrong."""
    tested = service.try_out(
        db.session, community.id, connection_id, settings=current_settings(), now=now()
    )
    return _edit_page(community, connection_id, tested)


@bp.post(f"{_ONE}/active")
@community_role(Role.ADMIN)
@transactional
def switch(community: Community, actor: Actor, connection_id: int) -> ResponseReturnValue:
    active = request.form.get("active") == "1"
    service.switch(db.session, service.own(db.session, community.id, connection_id), active=active)
    flash(_("The connection is on.") if active else _("The connection is off; nothing leaves through it."), "success")
    return redirect(url_for("connections.index", community_id=community.id), 303)


def _form(
    community: Community, kind: str, connection: Connection | None = None, *, is_sent: bool = True
) -> ConnectionForm:
    """Raises NotFound for a target that takes files only."""
    try:
        target = push_target(kind)
    except KeyError:
        raise NotFound from None
    return form_of(target)(queries.personas_of(db.session, community.id), connection, is_sent=is_sent)


def _edit_page(community: Community, connection_id: int, tested: Tested | None = None) -> str:
    connection = service.own(db.session, community.id, connection_id)
    form = _form(community, connection.target, connection, is_sent=False)
    return _form_page(community, form, connection, tested)


def _form_page(
    community: Community, form: ConnectionForm, connection: Connection | None = None, tested: Tested | None = None
) -> str:
    row = queries.connection_row(db.session, connection) if connection else None
    return render_template(
        "connections/form.html", community=community, form=form, connection=row, target=form.target, tested=tested,
        open_pushes=queries.open_count(db.session, community.id), now=now(),
    )
