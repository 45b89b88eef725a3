"""A calendar feed (RFC 5545 with the feed properties of RFC 7986) that calendar apps subscribe to."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.icalendar_feed.calendar import LAYOUT
from content_calendar.exporters.profile import Clock, Profile, Target

# Past and unconfirmed slots stay: a calendar is also where a team looks back and sees what is still open.
PROFILE = Profile(
    target=Target.ICALENDAR,
    version=1,
    verified_on=date(2026, 11, 22),
    source="RFC 5545, RFC 7986",
    media_type="text/calendar; charset=utf-8",
    extension="ics",
    clock=Clock.UTC,
    checks=(checks.duplicate_uid, checks.utc_preview),
    layout=LAYOUT,
    carries_withdrawals=True,
)
