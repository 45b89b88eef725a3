"""Posts, bands and occasions as the calendar shows them: wall-clock times of the community, no zone.

The script never converts a time: it draws what the community's clocks show, wherever the browser is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from app.calendar.bands import Band
from app.calendar.day_signs import DaySign
from app.calendar.queries import Entry
from app.core.i18n import label, language
from app.core.row_ids import MAX_ID
from app.models import Community
from app.review.deadlines import is_late
from content_calendar.planning.occasions import Occasion
from content_calendar.vocabulary import Form
from content_calendar.workflow import Action, Role, State, allowed_actions

Fields = Mapping[str, object]
CLOCK = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Chip:
    """One post: what its chip shows, and where it is read and moved. The feed sends these names as they are.

    `late`: it should have been approved by now.
    """

    id: str
    title: str
    start: str
    instant: str
    version: int
    persona: str
    tone: int
    state: State
    form: str
    pinned: bool
    bound: bool
    late: bool
    editable: bool
    drawer: str
    move: str


def chips(entries: Iterable[Entry], community: Community, role: Role, now: datetime) -> tuple[Chip, ...]:
    """What is the same for many posts is worked out once: a month has hundreds."""
    drawer, move = (_addresses(endpoint, community.id) for endpoint in ("calendar.item", "calendar.move"))
    hours = community.approve_by_hours
    forms = {form: label(form) for form in Form}
    movable = {state: is_movable(state, role) for state in State}
    return tuple(
        Chip(
            id=str(entry.id), title=entry.headline or forms[entry.form], start=f"{entry.at:{CLOCK}}",
            instant=entry.at.isoformat(), version=entry.version, persona=entry.persona.name,
            tone=entry.persona.color, state=entry.state, form=forms[entry.form], pinned=entry.pinned,
            bound=is_bound(entry.state), late=is_late(entry.state, entry.at, hours, now=now),
            editable=movable[entry.state], drawer=drawer(entry.id), move=move(entry.id),
        )
        for entry in entries
    )


def feed_entry(chip: Chip) -> Fields:
    """A chip as JSON."""
    return vars(chip)


def band_entry(band: Band) -> Fields:
    """One event or campaign as a bar over whole days; the end is the day after, as the calendar script counts."""
    after = band.last + timedelta(days=1)
    return {
        "title": band.name, "start": band.first.isoformat(), "end": after.isoformat(), "allDay": True,
        "kind": band.kind, "called": label(band.kind), "tone": band.tone, "url": band.address,
    }


def occasion_names(occasions: Mapping[date, Sequence[Occasion]]) -> dict[str, list[str]]:
    """By ISO day, the names in the reader's language."""
    return {day.isoformat(): [one.label(language()) for one in found] for day, found in occasions.items()}


def sign_names(signs: Mapping[date, Sequence[DaySign]]) -> dict[str, list[Fields]]:
    """By ISO day, kind, sign and name in the reader's language."""
    return {
        day.isoformat(): [{"kind": one.kind, "sign": label(one.kind), "name": one.name} for one in found]
        for day, found in signs.items()
    }


def is_movable(state: State, role: Role) -> bool:
    """Whether this role may give a post of this state another time."""
    return Action.RESCHEDULE in allowed_actions(state, role)


def is_bound(state: State) -> bool:
    """Whether a reviewer's work hangs on the slot, so that another time sends the post back."""
    return state in (State.IN_REVIEW, State.APPROVED, State.EXPORTED)


def _addresses(endpoint: str, community_id: int) -> Callable[[int], str]:
    """The address of a page by the number of its post; building each anew would take longer than reading all posts."""
    before, _, after = url_for(endpoint, community_id=community_id, item_id=MAX_ID).rpartition(str(MAX_ID))
    return lambda item_id: f"{before}{item_id}{after}"
