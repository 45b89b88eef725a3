"""Why a reading does not enter the ledger."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.core.errors import Conflict, Invalid
from app.core.i18n import label, slot_time
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome


class CountsImpossible(Invalid):
    """The counters of one reading contradict each other or the calendar."""

    @classmethod
    def out_of_range(cls, counter: Counter, count: int) -> CountsImpossible:
        return cls(
            _l("%(counter)s cannot be %(count)s.", counter=LazyString(label, counter), count=count),
            _l("Enter a whole number from 0 to 2 billion."),
        )

    @classmethod
    def in_the_future(cls) -> CountsImpossible:
        return cls(_l("The reading is dated in the future."), _l("Enter the day on which the numbers were read."))

    @classmethod
    def more_than_seen(cls, outcome: Outcome, successes: int, seen: int) -> CountsImpossible:
        parts = LazyString(lambda: " + ".join(label(counter) for counter in OUTCOME_COUNTERS[outcome]))
        return cls(
            _l("%(parts)s make %(successes)s, more than the %(exposures)s who saw the post.",
               parts=parts, successes=successes, exposures=seen),
            _l("Check views and impressions; the larger of the two counts as seen. In a chat group, enter the number"
               " of members as impressions."),
        )


class NotAPost(Conflict):
    """What is sent one by one has no numbers of a platform; its uses are counted where it is used."""

    def __init__(self) -> None:
        super().__init__(
            _l("This is a reply template; numbers of posts are not counted for it."),
            _l("Leave it out here, and note at the reply desk what became of each use."),
        )


class NotOut(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This item has not been approved and sent out, so it cannot have feedback."),
            _l("Approve and export it first."),
        )


class StillAhead(Conflict):
    """Nobody said that the post is out, and its slot has not come."""

    def __init__(self, slot_at: datetime, zone: str) -> None:
        super().__init__(
            _l("This post is planned for %(slot)s, which is still ahead.", slot=_local(slot_at, zone)),
            _l("If it went out earlier, mark it as published on its page first."),
        )


class OlderThanThePost(Invalid):
    """The numbers were read before there was anything to read."""

    def __init__(self, out_at: datetime, zone: str, *, is_published: bool) -> None:
        super().__init__(
            _l("The reading is older than the post, which is of %(slot)s.", slot=_local(out_at, zone)),
            _l("Enter the day on which the numbers were read.") if is_published
            else _l("Enter the day on which the numbers were read. If the post went out earlier, mark it as published"
                    " on its page first."),
        )


class UnknownItem(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("No post of this community has this identifier."), _l("Copy the uid from the template, without changes.")
        )


def _local(at: datetime, zone: str) -> LazyString:
    """A moment on the clocks of the community, with the name of their zone."""
    return LazyString(lambda: f"{slot_time(at, zone, 'yyyy-MM-dd HH:mm')} ({zone})")
