"""Google Calendar's CSV import: American dates, twelve-hour times, and the zone of the calendar it goes into."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.google_calendar.events import LAYOUT
from content_calendar.exporters.notes import NoteCode
from content_calendar.exporters.profile import Clock, Profile, Target
from content_calendar.message import Message

PROFILE = Profile(
    target=Target.GOOGLE_CALENDAR,
    version=1,
    verified_on=date(2026, 11, 22),
    source="Mirror of Google's help page on importing events",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.CALENDAR,
    checks=(
        *(checks.not_confirmed, checks.past_slot, checks.missing_text, checks.duplicate_uid),
        *(checks.formula, checks.one_line_title, checks.clock_repeats, checks.local_preview),
    ),
    layout=LAYOUT,
    notes=(Message(NoteCode.CALENDAR_ZONE),),
)
