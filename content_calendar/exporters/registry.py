"""Every target there is. A new one is a folder beside the others and a line here."""

from __future__ import annotations

from content_calendar.exporters import generic_csv, icalendar_feed
from content_calendar.exporters.profile import Profile

_PROFILES = {profile.key: profile for profile in (icalendar_feed.PROFILE, generic_csv.PROFILE)}


def profiles() -> tuple[Profile, ...]:
    """All profiles in the order a menu shows them."""
    return tuple(_PROFILES.values())


def profile(key: str) -> Profile:
    """The profile called `key`. Raises KeyError when there is none."""
    return _PROFILES[key]
