"""What an item is about, from a body to the words of the calendar, every number of it looked up in the community."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.api.call import Call
from app.api.refusals import Flawed
from app.api.resources.item_shapes import ItemNew
from app.api.resources.sent_fields import no_such
from app.calendar.choices import Choices, choices
from app.calendar.service import Details
from app.core.errors import Conflict
from app.core.zones import zone_of
from app.models import Community, ContentItem

_LOOKED_UP = (("persona_id", "personas"), ("column_id", "columns"), ("voice_id", "voices"),
              ("product_id", "products"), ("event_id", "events"))
_OF_COLUMN = ("value", "stage", "form", "voice_id", "product_id")
_SAME = (*(name for name, _plural in _LOOKED_UP), "value", "stage", "form")


class SlotNeeded(Conflict):
    """An item without a slot is placed before it is changed otherwise."""

    def __init__(self) -> None:
        super().__init__(_("This item has no slot."), _("Send “slot_at” with the other fields."))


def new_details(call: Call, community: Community, body: ItemNew) -> Details:
    """A new post with what its column brings. Raises Flawed."""
    return _details(call, community, body.model_dump(exclude_unset=True))


def changed_details(call: Call, community: Community, item: ContentItem, sent: Mapping[str, Any]) -> Details:
    """The post as it is, with what was sent. Raises Flawed, SlotNeeded."""
    if item.slot_at is None and "slot_at" not in sent:
        raise SlotNeeded
    before: dict[str, Any] = {name: getattr(item, name) for name in _SAME}
    before |= {"slot_at": item.slot_at, "topic_title": item.topic.get("title", ""),
               "topic_points": tuple(item.topic.get("points", ()))}
    return _details(call, community, before | dict(sent))


def _details(call: Call, community: Community, values: dict[str, Any]) -> Details:
    zone = zone_of(community.timezone)
    offered = choices(call.session, community, call.now.astimezone(zone).date())
    _expect_known(offered, values)
    column = offered.column(values.get("column_id"))
    if column is not None:
        values = {name: getattr(column, name) for name in _OF_COLUMN} | values
    title = values.get("topic_title", "")
    _expect_whole(values)
    slot: datetime = values.pop("slot_at")
    points = values.pop("topic_points", ()) or offered.points_of(title)
    return Details(slot=slot.astimezone(zone), topic_points=tuple(points), **values)


def _expect_known(offered: Choices, values: Mapping[str, Any]) -> None:
    for name, plural in _LOOKED_UP:
        given = values.get(name)
        if given is not None and given not in {one.id for one in getattr(offered, plural)}:
            raise no_such(name, given)
    column = offered.column(values.get("column_id"))
    if column is not None and column.persona_id != values["persona_id"]:
        detail = _("This column belongs to another persona; choose that persona or another column.")
        raise Flawed([{"pointer": "/column_id", "detail": detail, "code": "other_persona"}])


def _expect_whole(values: Mapping[str, Any]) -> None:
    missing = [name for name in ("value", "stage", "form") if values.get(name) is None]
    if missing:
        detail = _("Without a column this must be chosen.")
        raise Flawed([{"pointer": f"/{name}", "detail": detail, "code": "missing"} for name in missing])
    if values.get("topic_points") and not values.get("topic_title"):
        detail = _("Points belong to a topic: send its title too.")
        raise Flawed([{"pointer": "/topic_title", "detail": detail, "code": "missing"}])
