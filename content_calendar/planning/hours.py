"""At which hour a post without a rhythm of its own goes out: the best ones once known, else waking hours in turn.

As long as feedback knows no better hour the hours take turns from day to day, so that it can learn which are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from content_calendar.message import Message
from content_calendar.planning.reasons import ReasonCode
from content_calendar.planning.request import BestHour, Cadence, PlanRequest
from content_calendar.planning.wall_clock import moment

_TURNS = (12, 20, 9, 18, 15)
_WAKING = sorted(set(range(24)) - set(_TURNS), key=lambda hour: abs(hour - 14))
_SATURDAY = 5


class Chance(NamedTuple):
    """A moment a post could go out at, and why at this hour."""

    at: datetime
    reason: Message


class Hours:
    """The hours of each day outside the quiet ones, those to prefer first."""

    def __init__(self, request: PlanRequest) -> None:
        self._request = request
        self._listed = {
            (weekend, turn): _listed(request.best_hours, request.cadence, weekend=weekend, turn=turn)
            for weekend in (False, True)
            for turn in range(len(_TURNS))
        }

    def on(self, day: date) -> Iterator[Chance]:
        turn = (day.toordinal() + self._request.seed) % len(_TURNS)
        for at, reason in self._listed[self._is_free(day), turn]:
            yield Chance(moment(day, at, self._request.zone), reason)

    def _is_free(self, day: date) -> bool:
        weekend = day.weekday() >= _SATURDAY
        return day in self._request.holidays or (weekend and day not in self._request.workdays)


def _listed(
    best: Sequence[BestHour], cadence: Cadence, *, weekend: bool, turn: int
) -> tuple[tuple[time, Message], ...]:
    known = {time(hour.hour): _reason(hour) for hour in best if hour.weekend is weekend}
    others = (time(hour) for hour in (*_TURNS[turn:], *_TURNS[:turn], *_WAKING))
    untold = {at: Message(ReasonCode.HOUR_SPREAD) for at in others if at not in known}
    return tuple((at, reason) for at, reason in {**known, **untold}.items() if not cadence.is_quiet(at))


def _reason(hour: BestHour) -> Message:
    known = {"hour": hour.hour, "lift": round(hour.lift * 100), "posts": hour.posts}
    return Message(ReasonCode.BEST_HOUR, known)
