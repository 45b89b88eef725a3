"""Whether a post takes readings at all, since when, and which of them contradict themselves: worked out once a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import Conflict, Invalid, QunbiError
from app.core.i18n import label, slot_time
from app.core.zones import zone_of
from app.feedback.posts import AT_ONCE, Post
from app.feedback.service import CLOCK_TOLERANCE, MAX_COUNT, OUT, CountsImpossible, NotOut
from app.feedback.taken import COUNTERS, Taken
from app.library import service as library
from app.models import Community, ContentItem
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import OUTCOME_COUNTERS, Counter, Outcome
from content_calendar.workflow import State

_IMPRESSIONS, _VIEWS = COUNTERS.index(Counter.IMPRESSIONS), COUNTERS.index(Counter.VIEWS)
_OUTCOMES: tuple[tuple[Outcome, tuple[int, ...]], ...] = tuple(
    (outcome, tuple(COUNTERS.index(counter) for counter in counters)) for outcome, counters in OUTCOME_COUNTERS.items()
)


class UnknownItem(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("No post of this community has this identifier."), _l("Copy the uid from the template, without changes.")
        )


@dataclass(frozen=True, slots=True)
class Gate:
    """`refusal` holds for every reading of the post. No reading is earlier than `out_at`, but for those of its day:
    somebody may mark a post as published late, and files date readings by the day alone, which is its midnight."""

    post: Post
    refusal: QunbiError | None
    zone: str
    out_at: datetime | None = None

    def refuses(self, taken: Taken, now: datetime, *, plain: bool = False) -> QunbiError | None:
        """Why the ledger does not take it; None when it does. Of a `plain` one the numbers were looked at before."""
        if self.refusal is not None:
            return self.refusal
        if taken.observed_at > now + CLOCK_TOLERANCE:
            return CountsImpossible(
                _l("The reading is dated in the future."), _l("Enter the day on which the numbers were read.")
            )
        if self.out_at and taken.observed_at < self.out_at and not self._is_of_its_day(taken):
            return self._too_early()
        if plain:
            return None
        return _impossible(taken) or (None if taken.daily else self._contradiction(taken))

    def more_than_seen(self, taken: Taken) -> LazyString | None:
        """What a single day holds that is unlikely: more who acted than who saw it."""
        told = [count or 0 for count in taken.counts]
        seen = max(told[_IMPRESSIONS], told[_VIEWS])
        if taken.counts[_IMPRESSIONS] is None and taken.counts[_VIEWS] is None:
            return None
        wrong = _beyond(told, seen)
        return LazyString(lambda: str(wrong.cause)) if wrong else None

    def _contradiction(self, taken: Taken) -> QunbiError | None:
        """What is not told stays as it was read last."""
        before = self.post.standing.counts if self.post.standing else (0,) * len(COUNTERS)
        told = [was if count is None else count for was, count in zip(before, taken.counts, strict=True)]
        return _beyond(told, max(told[_IMPRESSIONS], told[_VIEWS]))

    def _is_of_its_day(self, taken: Taken) -> bool:
        """Before the post was out; of one that nobody marked as published, only the midnight itself."""
        if self.out_at is None:
            return True
        zone = zone_of(self.zone)
        midnight = moment(self.out_at.astimezone(zone).date(), time(), zone)
        is_out = self.post.state is State.PUBLISHED
        return taken.observed_at >= midnight if is_out else taken.observed_at == midnight

    def _too_early(self) -> Invalid:
        at, zone = self.out_at, self.zone
        out_at = LazyString(lambda: f"{slot_time(at, zone, 'yyyy-MM-dd HH:mm')} ({zone})" if at else "")
        return Invalid(
            _l("The reading is older than the post, which is of %(slot)s.", slot=out_at),
            _l("Enter the day on which the numbers were read.") if self.post.state is State.PUBLISHED
            else _l("Enter the day on which the numbers were read. If the post went out earlier, mark it as published"
                    " on its page first."),
        )


def gates_of(
    session: Session, community: Community, posts: Mapping[int, Post], now: datetime
) -> Mapping[int, Gate]:
    """The gate of each post; one query for some thousands that nobody marked as published yet."""
    zone = zone_of(community.timezone).key
    unmarked = [item_id for item_id, post in posts.items() if post.state in OUT and post.state is not State.PUBLISHED]
    voided = _without_approval(session, unmarked)
    return {
        item_id: _gate(post, NotOut() if post.state not in OUT else voided.get(item_id), zone, now)
        for item_id, post in posts.items()
    }


def _gate(post: Post, refusal: QunbiError | None, zone: str, now: datetime) -> Gate:
    is_out = post.state is State.PUBLISHED
    if refusal is None and not is_out and post.slot_at and post.slot_at > now:
        refusal = _still_ahead(post.slot_at, zone)
    return Gate(post, refusal, zone, post.out_at if is_out else post.slot_at)


def _without_approval(session: Session, item_ids: list[int]) -> dict[int, QunbiError]:
    """Those of the approved and exported posts whose approval holds no longer."""
    found: dict[int, QunbiError] = {}
    for start in range(0, len(item_ids), AT_ONCE):
        query = select(ContentItem).where(ContentItem.id.in_(item_ids[start : start + AT_ONCE]))
        for item in session.scalars(query.options(joinedload(ContentItem.current_revision))):
            try:
                library.require_approved(item)
            except QunbiError as error:
                found[item.id] = error
    return found


def _still_ahead(slot_at: datetime, zone: str) -> Conflict:
    return Conflict(
        _l("This post is planned for %(slot)s, which is still ahead.",
           slot=LazyString(lambda: f"{slot_time(slot_at, zone, 'yyyy-MM-dd HH:mm')} ({zone})")),
        _l("If it went out earlier, mark it as published on its page first."),
    )


def _impossible(taken: Taken) -> CountsImpossible | None:
    told = [count for count in taken.counts if count is not None]
    if min(told, default=0) >= 0 and max(told, default=0) <= MAX_COUNT:
        return None
    for counter, count in zip(COUNTERS, taken.counts, strict=True):
        if count is not None and not 0 <= count <= MAX_COUNT:
            return CountsImpossible(
                _l("%(counter)s cannot be %(count)s.", counter=LazyString(label, counter), count=count),
                _l("Enter a whole number from 0 to 2 billion."),
            )
    return None


def _beyond(told: list[int], seen: int) -> CountsImpossible | None:
    for outcome, places in _OUTCOMES:
        successes = sum([told[place] for place in places])
        if successes > seen:
            return _more_than_seen(outcome, successes, seen)
    return None


def _more_than_seen(outcome: Outcome, successes: int, seen: int) -> CountsImpossible:
    parts = LazyString(lambda: " + ".join(label(counter) for counter in OUTCOME_COUNTERS[outcome]))
    return CountsImpossible(
        _l("%(parts)s make %(successes)s, more than the %(exposures)s who saw the post.",
           parts=parts, successes=successes, exposures=seen),
        _l("Check views and impressions; the larger of the two counts as seen. In a chat group, enter the number of"
           " members as impressions."),
    )
