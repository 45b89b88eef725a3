"""Every file target there is. A new one is a folder beside the others and a line here."""

from __future__ import annotations

from content_calendar.exporters import (
    brightbean_csv,
    buffer_csv,
    generic_csv,
    generic_json,
    google_calendar,
    hootsuite,
    icalendar_feed,
    markdown,
    metricool,
    publer,
    socialpilot,
    sprout_social,
)
from content_calendar.exporters.profile import Profile

# The product's own formats first, then what is verified, then what is not.
_PROFILES = {
    profile.key: profile
    for profile in (
        *(icalendar_feed.PROFILE, generic_csv.PROFILE, generic_json.PROFILE, markdown.PROFILE),
        *(google_calendar.PROFILE, buffer_csv.PROFILE, brightbean_csv.PROFILE, publer.PROFILE),
        *(sprout_social.PROFILE, hootsuite.PROFILE, socialpilot.PROFILE, metricool.PROFILE),
    )
}


def profiles() -> tuple[Profile, ...]:
    """All profiles in the order a menu shows them."""
    return tuple(_PROFILES.values())


def profile(key: str) -> Profile:
    """The profile called `key`. Raises KeyError when there is none."""
    return _PROFILES[key]
