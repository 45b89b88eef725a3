"""Data that any program can read: the product's own format, complete and stable."""

from __future__ import annotations

from datetime import date

from content_calendar.exporters import checks
from content_calendar.exporters.generic_json.document import LAYOUT, VERSION
from content_calendar.exporters.profile import Clock, Profile, Target

PROFILE = Profile(
    target=Target.GENERIC_JSON,
    version=VERSION,
    verified_on=date(2026, 11, 22),
    source="RFC 8259",
    media_type="application/json",
    extension="json",
    clock=Clock.OFFSET,
    checks=(*checks.OWN_FORMAT, checks.offset_preview),
    layout=LAYOUT,
    carries_withdrawals=True,
)
