"""Hootsuite's bulk upload: no header; time, message and link; the date format is chosen in the upload dialog."""

from __future__ import annotations

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Caps, Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import without_header
from content_calendar.message import Message

STYLE = Style(moment="%m/%d/%Y %H:%M")
# Links are part of the approved text; the link column would add another one.
COLUMNS = (Field.MOMENT, Field.TEXT, None)
ROWS = 350

PROFILE = Profile(
    target=Target.HOOTSUITE,
    version=1,
    verified_on=None,
    source="Articles and exporters of its users",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=checks.UPLOAD,
    layout=without_header(COLUMNS, STYLE),
    caps=Caps(rows=ROWS),
    one_channel=True,
    style=STYLE,
    notes=(
        Message(NoteCode.ONE_CHANNEL),
        Message(NoteCode.DATE_FORMAT, {"format": "mm/dd/yyyy hh:mm"}),
        Message(NoteCode.ROOM, {"rows": ROWS}),
    ),
)
