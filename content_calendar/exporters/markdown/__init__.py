"""A document for people: to read, to print, to paste from."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.markdown.document import LAYOUT
from content_calendar.exporters.profile import Clock, Profile, Target

PROFILE = Profile(
    target=Target.MARKDOWN,
    version=1,
    verified_on=date(2026, 11, 22),
    source="CommonMark 0.31",
    media_type="text/markdown; charset=utf-8",
    extension="md",
    clock=Clock.OFFSET,
    checks=(*checks.OWN_FORMAT, checks.offset_preview),
    layout=LAYOUT,
    carries_withdrawals=True,
)
