"""Content items: the posts and reply templates of a community, and where they stand in the calendar."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.resources.item_details import changed_details, new_details
from app.api.resources.item_listing import ItemsAsked, items_page
from app.api.resources.item_shapes import ItemEdit, ItemListed, ItemNew, ItemShown, Placed, Publication
from app.api.resources.items_shown import item_shown
from app.api.shapes import Created, Page
from app.calendar import service as calendar
from app.calendar.service import Placement
from app.core.i18n import words
from app.library import service as library
from app.models import Community, Scope
from content_calendar.workflow import Action, Role

_ALL = "/communities/<int:community_id>/items"
_ONE = f"{_ALL}/<int:item_id>"


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List items"))
def list_items(call: Call, community: Community, query: ItemsAsked) -> Page[ItemListed]:
    """One query."""
    return items_page(call.session, community, query)


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get an item"))
def get_item(call: Call, community: Community, actor: Actor, item_id: int) -> ItemShown:
    """With its present text and what the checks say of it."""
    return item_shown(call, community, actor, item_id)


@endpoint("POST", _ALL, scope=Scope.PLAN, role=Role.EDITOR, summary=_l("Place a post in the calendar"))
def create_item(call: Call, community: Community, actor: Actor, body: ItemNew) -> Created[Placed]:
    """A column brings its own value, stage, form, voice and product."""
    details = new_details(call, community, body)
    placement = calendar.place_item(call.session, community, details, actor=actor, now=call.now)
    placed = _placed(call, community, actor, placement)
    return Created(placed, at=f"{ROOT}/communities/{community.id}/items/{placed.item.id}")


@endpoint("PATCH", _ONE, scope=Scope.PLAN, role=Role.EDITOR, summary=_l("Move an item or change what it is about"))
def change_item(call: Call, community: Community, actor: Actor, item_id: int, body: ItemEdit) -> Placed:
    """A slot alone is a move. An approval named slot and persona, so it is void afterwards."""
    item = library.get_item(call.session, community.id, item_id, lock=True)
    call.expect(item.version)
    sent = body.model_dump(exclude_unset=True)
    if set(sent) == {"slot_at"}:
        placement = calendar.move(
            call.session, community, item_id, body.slot_at, version=item.version, actor=actor, now=call.now
        )
        return _placed(call, community, actor, placement)
    details = changed_details(call, community, item, sent)
    placement = calendar.change_details(
        call.session, community, item_id, details, version=item.version, actor=actor, now=call.now
    )
    return _placed(call, community, actor, placement)


@endpoint(
    "POST", f"{_ONE}/archive", scope=Scope.PLAN, role=Role.EDITOR, conditional=True, summary=_l("Put an item away")
)
def archive_item(call: Call, community: Community, actor: Actor, item_id: int) -> ItemShown:
    """It can be restored."""
    return _set_aside(call, community, actor, item_id, Action.ARCHIVE)


@endpoint(
    "POST", f"{_ONE}/restore", scope=Scope.PLAN, role=Role.EDITOR, conditional=True,
    summary=_l("Take an item back from the archive"),
)
def restore_item(call: Call, community: Community, actor: Actor, item_id: int) -> ItemShown:
    """It is a draft again, or planned while it has no text."""
    return _set_aside(call, community, actor, item_id, Action.RESTORE)


@endpoint(
    "POST", f"{_ONE}/publish", scope=Scope.EXPORT, role=Role.EDITOR, conditional=True,
    summary=_l("Say that an item is out"),
)
def publish_item(call: Call, community: Community, actor: Actor, item_id: int, body: Publication) -> ItemShown:
    """Only approved words are out."""
    item = library.get_item(call.session, community.id, item_id, lock=True)
    call.expect(item.version)
    library.require_slot(call.session, item)
    library.mark_published(call.session, item, url=body.url, actor=actor, now=call.now, at=body.at)
    return item_shown(call, community, actor, item_id)


def _set_aside(call: Call, community: Community, actor: Actor, item_id: int, action: Action) -> ItemShown:
    item = library.get_item(call.session, community.id, item_id, lock=True)
    call.expect(item.version)
    calendar.set_aside(
        call.session, community, item_id, action, version=item.version, actor=actor, now=call.now
    )
    return item_shown(call, community, actor, item_id)


def _placed(call: Call, community: Community, actor: Actor, placement: Placement) -> Placed:
    shown = item_shown(call, community, actor, placement.item.id)
    return Placed(item=shown, version=shown.version, notes=tuple(words(note) for note in placement.notes))
