"""Posts, events and occasions as the calendar script reads them: wall-clock times of the community, no zone.

The script never converts a time: it draws what the community's clocks show, wherever the browser is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for

from app.calendar.bands import Band
from app.calendar.queries import Entry
from app.core.i18n import label, language
from content_calendar.planning.occasions import Occasion
from content_calendar.workflow import Action, Role, State, allowed_actions

Fields = Mapping[str, object]
CLOCK = "%Y-%m-%dT%H:%M"


def feed_entry(entry: Entry, community_id: int, role: Role) -> Fields:
    """One post: what its chip shows, and where it is read and moved."""
    address: dict[str, Any] = {"community_id": community_id, "item_id": entry.id}
    return {
        "id": str(entry.id),
        "title": entry.headline or label(entry.form),
        "start": f"{entry.at:{CLOCK}}",
        "instant": entry.at.isoformat(),
        "version": entry.version,
        "persona": entry.persona.name,
        "tone": entry.persona.color,
        "state": entry.state,
        "form": label(entry.form),
        "bound": is_bound(entry.state),
        "editable": is_movable(entry.state, role),
        "drawer": url_for("calendar.item", **address),
        "move": url_for("calendar.move", **address),
    }


def band_entry(band: Band) -> Fields:
    """One event as a bar over whole days; the end is the day after, as the calendar script counts."""
    after = band.last + timedelta(days=1)
    return {"title": band.name, "start": band.first.isoformat(), "end": after.isoformat(), "allDay": True}


def occasion_names(occasions: Mapping[date, Sequence[Occasion]]) -> dict[str, list[str]]:
    """By ISO day, the names in the reader's language."""
    return {day.isoformat(): [one.label(language()) for one in found] for day, found in occasions.items()}


def is_movable(state: State, role: Role) -> bool:
    """Whether this role may give a post of this state another time."""
    return Action.RESCHEDULE in allowed_actions(state, role)


def is_bound(state: State) -> bool:
    """Whether a reviewer's work hangs on the slot, so that another time sends the post back."""
    return state in (State.IN_REVIEW, State.APPROVED, State.EXPORTED)
