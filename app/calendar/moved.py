"""What people are told after a post got a time."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext as _

from app.accounts.access import Actor
from app.calendar.feed import CLOCK, Fields, is_bound, is_movable
from app.calendar.service import Placement
from app.core.i18n import language, slot_time, words
from app.models import Community
from content_calendar.workflow import State


def moved_fields(placement: Placement, community: Community, actor: Actor) -> Fields:
    """For the script: where the post stands now, what to say about it, and how it may be moved on."""
    item = placement.item
    return {
        "version": item.version,
        "back": url_for("calendar.move_back", community_id=community.id, item_id=item.id),
        "start": f"{placement.at:{CLOCK}}",
        "state": item.state,
        "bound": is_bound(item.state),
        "editable": is_movable(item.state, actor.role),
        "said": _("Moved to %(time)s.", time=_named_time(placement, community)),
        "notes": _notes(placement),
    }


def say_placed(placement: Placement, community: Community, sentence: str) -> None:
    """Flash where the post stands and, as a warning, what speaks against it; `sentence` has a place for the time."""
    flash(sentence % {"time": _named_time(placement, community)}, "success")
    notes = _notes(placement)
    if notes:
        flash((" " if language() == "en" else "").join(notes), "warning")


def _notes(placement: Placement) -> list[str]:
    stop = _(".")
    notes = [words(note) + stop for note in placement.notes]
    if _fell_back(placement):
        return [_("It went back to draft: it was approved or in review for the old time."), *notes]
    return notes


def _fell_back(placement: Placement) -> bool:
    before = placement.state_before
    return before is not None and is_bound(before) and placement.item.state is State.DRAFT


def _named_time(placement: Placement, community: Community) -> str:
    return f"{slot_time(placement.at, community.timezone)} ({community.timezone})"
