"""The questions a dry run asks of its rows; a profile lists those that its target needs."""

from __future__ import annotations

from content_calendar.exporters.checks.clocks import clock_repeats, local_preview, offset_preview, utc_preview
from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.checks.media import media_addresses, media_needed
from content_calendar.exporters.checks.places import known_platform
from content_calendar.exporters.checks.rows import approved, duplicate_uid, missing_text, not_confirmed
from content_calendar.exporters.checks.slots import ahead, apart, past_slot
from content_calendar.exporters.checks.words import formula, one_line_title, within_limits, within_limits_advised

__all__ = [
    "OWN_FORMAT", "UPLOAD", "RowCode", "ahead", "apart", "approved", "clock_repeats", "duplicate_uid", "formula",
    "known_platform", "local_preview", "media_addresses", "media_needed", "missing_text", "not_confirmed",
    "offset_preview", "one_line_title", "past_slot", "utc_preview", "within_limits", "within_limits_advised",
]  # fmt: skip

OWN_FORMAT = (approved, past_slot, missing_text, duplicate_uid, within_limits_advised)
"""For files of the product's own, which can say that a post was called off and guard what a spreadsheet would run."""

UPLOAD = (
    not_confirmed, past_slot, missing_text, duplicate_uid, within_limits, formula, media_needed, clock_repeats,
    local_preview,
)  # fmt: skip
"""For files that a tool posts from and whose words must travel unchanged."""
