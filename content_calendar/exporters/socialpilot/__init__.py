"""SocialPilot's bulk scheduling: no header, columns by position, and a format that drifts."""

from __future__ import annotations

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import without_header
from content_calendar.message import Message

STYLE = Style()
COLUMNS = (Field.TEXT, Field.MEDIA, Field.MOMENT)

PROFILE = Profile(
    target=Target.SOCIALPILOT,
    version=1,
    verified_on=None,
    source="Hearsay: message, picture and time by position",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.media_addresses),
    layout=without_header(COLUMNS, STYLE),
    one_channel=True,
    style=STYLE,
    notes=(Message(NoteCode.ONE_CHANNEL), Message(NoteCode.WORKSPACE_ZONE)),
)
