"""Connections and what is pushed through them. Credentials are set on the pages alone and never shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import select

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Order, page_of
from app.api.resources.connection_shapes import (
    ConnectionList,
    ConnectionShown,
    PushAsked,
    PushListed,
    PushResolved,
    PushShown,
    push_shown,
)
from app.api.resources.sent_fields import no_such
from app.api.shapes import N_, Created, Page, PageAsked, RowId
from app.connections import queries, service
from app.core.errors import NotFound
from app.core.i18n import language
from app.library import service as library
from app.models import Community, Connection, ContentItem, Push, PushStatus, Scope
from content_calendar.workflow import Role

_HERE = "/communities/<int:community_id>"
_PUSH = f"{_HERE}/pushes/<int:push_id>"
_BY_PUSH = Order("id", (Push.id,), newest_first=True)


class PushesAsked(PageAsked):
    connection_id: RowId | None = Field(None, description=N_("Only this connection."), examples=[4])
    item_id: RowId | None = Field(None, description=N_("Only this item."), examples=[42])
    status: tuple[PushStatus, ...] = Field((), description=N_("Only these states."))


@endpoint("GET", f"{_HERE}/connections", scope=Scope.READ, role=Role.VIEWER, summary=_l("List connections"))
def list_connections(call: Call, community: Community) -> ConnectionList:
    """All of them, at most fifty, with what is under way. Two queries."""
    return ConnectionList(data=tuple(
        ConnectionShown(
            id=row.id, name=row.name, target=row.target.value, active=row.active, automatic=row.automatic,
            persona_id=row.persona.id if row.persona else None, platforms=row.platforms, tested_at=row.tested_at,
            held_until=row.held_until, trouble=row.trouble.text(language()) if row.trouble else "",
            waiting=row.waiting, delivered=row.delivered, needs_a_person=row.needs,
        ) for row in queries.connections_of(call.session, community.id)
    ))


@endpoint("GET", f"{_HERE}/pushes", scope=Scope.READ, role=Role.VIEWER, summary=_l("List pushes"))
def list_pushes(call: Call, community: Community, query: PushesAsked) -> Page[PushListed]:
    """The newest first. One query."""
    wanted = select(*(getattr(Push, name) for name in PushListed.model_fields))
    wanted = wanted.where(Push.community_id == community.id)
    for column, value in ((Push.connection_id, query.connection_id), (Push.item_id, query.item_id)):
        if value is not None:
            wanted = wanted.where(column == value)
    if query.status:
        wanted = wanted.where(Push.status.in_(query.status))
    return page_of(
        call.session, wanted, query, _BY_PUSH, lambda row: PushListed.model_validate(row, from_attributes=True)
    )


@endpoint("POST", f"{_HERE}/pushes", scope=Scope.EXPORT, role=Role.EDITOR, summary=_l("Push an approved item"),
          status=202, details=_l("Sent by a worker, at once or at the slot, as the target needs. The same words go to a"
                                 " connection once: ordering them again answers with the push that stands."))
def order_push(call: Call, community: Community, actor: Actor, body: PushAsked) -> Created[PushShown]:
    """Only approved words leave."""
    item = _item(call, community, body.item_id)
    push = service.order(call.session, item, _connection(call, community, body.connection_id), actor=actor,
                         now=call.now)
    return Created(_shown(call, community, push.id), at=f"{ROOT}/communities/{community.id}/pushes/{push.id}")


@endpoint("GET", _PUSH, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a push"))
def get_push(call: Call, community: Community, push_id: int) -> PushShown:
    """With what the target answered."""
    return _shown(call, community, push_id)


@endpoint("POST", f"{_PUSH}/resolve", scope=Scope.EXPORT, role=Role.EDITOR, summary=_l("Say what became of a push"))
def resolve_push(call: Call, community: Community, actor: Actor, push_id: int, body: PushResolved) -> PushShown:
    """The push that goes on, which is another one when the words are sent again."""
    push = service.get_push(call.session, community.id, push_id)
    after = service.resolve(call.session, push, body.resolution, link=body.link, actor=actor, now=call.now)
    return _shown(call, community, after.id)


def _item(call: Call, community: Community, item_id: int) -> ContentItem:
    try:
        return library.get_item(call.session, community.id, item_id, lock=True)
    except NotFound:
        raise no_such("item_id", item_id) from None


def _connection(call: Call, community: Community, connection_id: int) -> Connection:
    try:
        return service.own(call.session, community.id, connection_id)
    except NotFound:
        raise no_such("connection_id", connection_id) from None


def _shown(call: Call, community: Community, push_id: int) -> PushShown:
    call.session.flush()
    push = service.get_push(call.session, community.id, push_id)
    return push_shown(push, queries.attempts_of(call.session, push_id))
