"""Publer's bulk import: all twelve columns, and a time with a colon, for any other mark makes an undated draft."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Clock, Profile, Target
from content_calendar.exporters.table.fields import Field, Style
from content_calendar.exporters.table.rows import table
from content_calendar.message import Message

STYLE = Style()
COLUMNS = {
    "Date": Field.MOMENT,
    "Text": Field.TEXT,
    "Link(s)": None,
    "Media URL(s)": Field.MEDIA,
    "Title": Field.TITLE,
    "Label(s)": Field.LABELS,
    "Alt text(s)": None,
    "Comment(s)": Field.FIRST_COMMENT,
    "Board/Album": None,
    "Post subtype": None,
    "CTA": None,
    "Reminder": None,
}

PROFILE = Profile(
    target=Target.PUBLER,
    version=1,
    verified_on=date(2026, 11, 22),
    source="Publer's article on its CSV import, and an exporter that was tested against it",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.WORKSPACE,
    checks=(*checks.UPLOAD, checks.one_line_title, checks.media_addresses),
    layout=table(COLUMNS, STYLE),
    one_channel=True,
    style=STYLE,
    notes=(Message(NoteCode.ONE_CHANNEL), Message(NoteCode.WORKSPACE_ZONE)),
)
