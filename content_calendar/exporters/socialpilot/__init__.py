"""SocialPilot's bulk scheduling: no header, columns by position, and a format that drifts."""

from __future__ import annotations

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Caps, Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import without_header
from content_calendar.message import Message

STYLE = Style()
# The fourth place is for SocialPilot's number of an account and the last for a link; both stay with the person.
COLUMNS = (Field.TEXT, Field.MEDIA, Field.MOMENT, None, Field.FIRST_COMMENT, Field.LABELS, None)

PROFILE = Profile(
    target=Target.SOCIALPILOT,
    version=1,
    verified_on=None,
    source="Exporters of its users, who disagree on the date format",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.media_addresses),
    layout=without_header(COLUMNS, STYLE),
    caps=Caps(rows=500),
    one_channel=True,
    style=STYLE,
    notes=(Message(NoteCode.ONE_CHANNEL), Message(NoteCode.WORKSPACE_ZONE)),
)
