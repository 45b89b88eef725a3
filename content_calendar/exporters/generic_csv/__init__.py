"""A spreadsheet that any tool can read: the product's own format, complete and stable."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.generic_csv.table import LAYOUT
from content_calendar.exporters.profile import Clock, Profile, Target

PROFILE = Profile(
    target=Target.GENERIC_CSV,
    version=1,
    verified_on=date(2026, 11, 22),
    source="RFC 4180",
    media_type="text/csv; charset=utf-8",
    extension="csv",
    clock=Clock.OFFSET,
    checks=(*checks.OWN_FORMAT, checks.offset_preview),
    layout=LAYOUT,
    encoding="utf-8-sig",
    carries_withdrawals=True,
)
