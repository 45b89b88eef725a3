"""Whether a post takes readings at all, since when, and which of them contradict themselves: worked out once a post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask_babel.speaklater import LazyString
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import QunbiError
from app.core.zones import zone_of
from app.feedback.posts import AT_ONCE, Post
from app.feedback.refusals import CountsImpossible, NotAPost, NotOut, OlderThanThePost, StillAhead
from app.feedback.taken import COUNTERS, Taken
from app.library import service as library
from app.models import Community, ContentItem
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import OUTCOME_COUNTERS, ContentKind, Counter, Outcome
from content_calendar.workflow import State

MAX_COUNT = 2_000_000_000
CLOCK_TOLERANCE = timedelta(minutes=10)
OUT = (State.APPROVED, State.EXPORTED, State.PUBLISHED)
_IMPRESSIONS, _VIEWS = COUNTERS.index(Counter.IMPRESSIONS), COUNTERS.index(Counter.VIEWS)
_OUTCOMES: tuple[tuple[Outcome, tuple[int, ...]], ...] = tuple(
    (outcome, tuple(COUNTERS.index(counter) for counter in counters)) for outcome, counters in OUTCOME_COUNTERS.items()
)


@dataclass(frozen=True, slots=True)
class Gate:
    """`refusal` holds for every reading of the post. No reading is earlier than `out_at`, but for those of its day:
    somebody may mark a post as published late, and files date readings by the day alone, which is its midnight."""

    post: Post
    refusal: QunbiError | None
    zone: str
    out_at: datetime | None = None
    plain_since: datetime | None = None
    """After when a reading whose numbers are plain raises no question; None when each needs a closer look."""

    def refuses(self, taken: Taken, now: datetime) -> QunbiError | None:
        """Why the ledger does not take it; None when it does."""
        if self.refusal is not None:
            return self.refusal
        if taken.observed_at > now + CLOCK_TOLERANCE:
            return CountsImpossible.in_the_future()
        if self.out_at and taken.observed_at < self.out_at and not self._is_of_its_day(taken):
            return OlderThanThePost(self.out_at, self.zone, is_published=self.post.state is State.PUBLISHED)
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


def require(session: Session, community: Community, post: Post, taken: Taken, now: datetime) -> None:
    """Refuse a reading that the ledger would not take, known or not.

    Raises CountsImpossible, NotAPost, NotOut, NotApproved, StillAhead, OlderThanThePost.
    """
    wrong = gates_of(session, community, {post.item_id: post}, now)[post.item_id].refuses(taken, now)
    if wrong is not None:
        raise wrong


def gates_of(
    session: Session, community: Community, posts: Mapping[int, Post], now: datetime
) -> Mapping[int, Gate]:
    """The gate of each post; one query for some thousands that nobody marked as published yet."""
    zone = zone_of(community.timezone).key
    unmarked = [item_id for item_id, post in posts.items() if post.state in OUT and post.state is not State.PUBLISHED]
    voided = _without_approval(session, unmarked)
    return {
        item_id: gate_of(post, _never_out(post) or voided.get(item_id), zone, now)
        for item_id, post in posts.items()
    }


def _never_out(post: Post) -> QunbiError | None:
    """What can be told without looking at its approval."""
    if post.kind is not ContentKind.POST:
        return NotAPost()
    return NotOut() if post.state not in OUT else None


def gate_of(post: Post, refusal: QunbiError | None, zone: str, now: datetime) -> Gate:
    """The gate of a post; `refusal` is what holds for all its readings, as far as it is known."""
    is_out = post.state is State.PUBLISHED
    if refusal is None and not is_out and post.slot_at and post.slot_at > now:
        refusal = StillAhead(post.slot_at, zone)
    out_at = post.out_at if is_out else post.slot_at
    return Gate(post, refusal, zone, out_at, None if refusal else _later(out_at, post.latest))


def _later(out_at: datetime | None, latest: datetime | None) -> datetime | None:
    return max(out_at, latest) if out_at and latest else out_at or latest


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


def _impossible(taken: Taken) -> CountsImpossible | None:
    told = [count for count in taken.counts if count is not None]
    if min(told, default=0) >= 0 and max(told, default=0) <= MAX_COUNT:
        return None
    for counter, count in zip(COUNTERS, taken.counts, strict=True):
        if count is not None and not 0 <= count <= MAX_COUNT:
            return CountsImpossible.out_of_range(counter, count)
    return None


def _beyond(told: list[int], seen: int) -> CountsImpossible | None:
    for outcome, places in _OUTCOMES:
        successes = sum([told[place] for place in places])
        if successes > seen:
            return CountsImpossible.more_than_seen(outcome, successes, seen)
    return None
