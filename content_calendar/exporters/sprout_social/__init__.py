"""Sprout Social's bulk scheduling: three known headers, 350 rows, ten minutes apart and ten minutes ahead."""

from __future__ import annotations

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Caps, Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import table
from content_calendar.message import Message

STYLE = Style(date="%m/%d/%Y")
COLUMNS = {"date": Field.DATE, "time_24hr": Field.TIME, "message_text": Field.TEXT}
MINUTES = 10

PROFILE = Profile(
    target=Target.SPROUT_SOCIAL,
    version=1,
    verified_on=None,
    source="Sprout Social's support page on bulk scheduling, of which only the required columns were read",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.ahead(MINUTES), checks.apart(MINUTES)),
    layout=table(COLUMNS, STYLE),
    caps=Caps(rows=350),
    one_channel=True,
    style=STYLE,
    notes=(Message(NoteCode.ONE_CHANNEL), Message(NoteCode.DATE_FORMAT, {"format": "mm/dd/yyyy"})),
)
