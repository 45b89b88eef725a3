"""A plan in the making: what stands, what was chosen so far, and what was left out and why."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from content_calendar.message import Message
from content_calendar.planning.hours import Chance, Hours
from content_calendar.planning.incumbents import Incumbents
from content_calendar.planning.ledger import Ledger
from content_calendar.planning.need import Need
from content_calendar.planning.occasion_book import OccasionBook
from content_calendar.planning.occasion_fit import speaking_of
from content_calendar.planning.plan import Loose, Placed, PlanRequest, Skipped, Slot
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.wall_clock import moment

NOON = time(12)


class OpenPlan:
    """Tiers of the planner read it and place their slots into it, one after the other.

    `placed` is what no plan changes: the placed posts, and loose ones outside the range or already past.
    """

    def __init__(self, request: PlanRequest) -> None:
        self.request = request
        self.incumbents = Incumbents(in_play(request), request.zone)
        playing = {one.item_id for one in in_play(request)}
        self.out_of_play = tuple(one for one in request.loose if one.item_id not in playing)
        self.placed: tuple[Placed, ...] = (*request.placed, *(one.post for one in self.out_of_play))
        self.ledger = Ledger(request.cadence, request.zone, (post.at for post in self.placed), request.blackout)
        self.need = Need(request, self.placed)
        self.book = OccasionBook(request, self.placed)
        self.slots: list[Slot] = []
        self.kept: dict[int, Loose] = {}
        self.skipped: list[Skipped] = []
        self.why_not: dict[Hashable, Message] = {}
        self._hours = Hours(request)
        self._now = request.now.timestamp()

    @property
    def today(self) -> date:
        return self.request.now.astimezone(self.request.zone).date()

    def place(self, slot: Slot, claimed: Loose | None = None) -> None:
        """Take a slot into the plan; `claimed` is the loose post that it keeps or moves."""
        if claimed:
            self.incumbents.claim(claimed)
            self.kept[len(self.slots)] = claimed
            slot = self._still_speaking(slot, claimed)
        self.slots.append(slot)
        self.ledger.add(slot.at)
        self.need.note(slot.value, slot.stage)

    def skip(self, skipped: Skipped, what: Hashable = None) -> None:
        """Note a moment left free; `what`, when given, is what would have stood there."""
        self.skipped.append(skipped)
        self.why_not[what] = skipped.reason

    def refusal(self, at: datetime) -> Message | None:
        """Why no post may be placed at the local moment `at`; None when one may."""
        # Instants are compared, not clocks: in the hour an autumn clock shows twice these differ.
        if at.timestamp() <= self._now:
            return Message(SkipCode.PAST)
        return self.ledger.refusal(at)

    def stands(self, one: Loose | None) -> Chance | None:
        """The chance to leave a loose post where it is, if it may stand there."""
        at = one.post.at.astimezone(self.request.zone) if one else None
        if at is None or self.refusal(at) or not self.ledger.keeps_apart(at):
            return None
        return Chance(at, Message(ReasonCode.STANDS))

    def chance_on(self, day: date, reserved: Sequence[float] = ()) -> Chance | None:
        """The best open hour of the day, away from the `reserved` instants (POSIX seconds) if any hour is."""
        if self.ledger.refusal_of_day(day):
            return None
        second_best = None
        for chance in self._hours.on(day):
            if chance.at.timestamp() > self._now and self.ledger.keeps_apart(chance.at):
                if not self._is_close(chance.at, reserved):
                    return chance
                second_best = second_best or chance
        return second_best

    def refusal_of_day(self, day: date) -> Message:
        """Why the day has no chance for a post."""
        if day < self.today:
            return Message(SkipCode.PAST)
        return self.ledger.refusal_of_day(day) or Message(SkipCode.NO_HOUR, {"on": day.isoformat()})

    def noon(self, day: date) -> datetime:
        """A moment to speak of the day by."""
        return moment(day, NOON, self.request.zone)

    def _is_close(self, at: datetime, reserved: Sequence[float]) -> bool:
        least = max(self.request.cadence.min_gap.total_seconds(), 1)
        return any(abs(at.timestamp() - other) < least for other in reserved)

    def _still_speaking(self, slot: Slot, claimed: Loose) -> Slot:
        occasion = self.book.hear(claimed.post.occasion, slot.at) if claimed.post.occasion else None
        return speaking_of(slot, occasion) if occasion else slot


def days_between(first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last`, both included."""
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


def in_play(request: PlanRequest) -> tuple[Loose, ...]:
    """The loose posts that the plan may keep, move or take away: those ahead, on the days asked for."""
    return tuple(
        one
        for one in request.loose
        if one.post.at > request.now and request.start <= one.post.at.astimezone(request.zone).date() <= request.end
    )
