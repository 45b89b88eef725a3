"""Time zones by their names. What was a zone yesterday may be none after an update of the zone data."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from app.core.errors import Conflict
from content_calendar.message import Message
from content_calendar.vocabulary import Term

UTC_ZONE = ZoneInfo("UTC")


class ZoneTrouble(Term):
    NOT_KNOWN = (
        "not_known", "社群的时区“{zone}”在这台服务器上已不存在",
        "the community's time zone “{zone}” is not known to this installation",
    )
    READ_AS_UTC = (
        "read_as_utc",
        "时区“{zone}”在这台服务器上已不存在：在管理员到“编辑”里另选时区之前，时间按 UTC 显示",
        "the time zone “{zone}” is not known here: times are in UTC until an admin chooses another under “Edit”",
    )


class ZoneUnknown(Conflict):
    title = _l("This time zone is not known here")

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(ZoneTrouble.NOT_KNOWN, {"zone": name}),
            _l("Choose another in the form of the community, or ask one of its admins to."),
        )


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name. Raises ZoneUnknown."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones, such as "Asia"
        raise ZoneUnknown(name) from None


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone of that name, or UTC: where several communities are shown, one without a zone hides no other."""
    try:
        return zone_of(name)
    except ZoneUnknown:
        return UTC_ZONE


def zone_trouble(name: str) -> tuple[Message, ...]:
    """What to say on a page that is shown all the same; nothing for a known zone."""
    return (Message(ZoneTrouble.READ_AS_UTC, {"zone": name}),) if zone_or_utc(name).key != name else ()
