"""Buffer's bulk upload: headers with their case, at most a hundred posts of one channel in a file, no blank row."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Caps, Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import table
from content_calendar.message import Message

STYLE = Style()
COLUMNS = {"Text": Field.TEXT, "Image URL": Field.MEDIA, "Tags": Field.LABELS, "Posting Time": Field.MOMENT}

PROFILE = Profile(
    target=Target.BUFFER_CSV,
    version=1,
    verified_on=date(2026, 11, 22),
    source="Buffer's bulk upload as several independent exporters write it",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.media_addresses),
    layout=table(COLUMNS, STYLE),
    caps=Caps(rows=100),
    one_channel=True,
    style=STYLE,
    notes=(Message(NoteCode.ONE_CHANNEL), Message(NoteCode.FREE_PLAN, {"rows": 10}), Message(NoteCode.WORKSPACE_ZONE)),
)
