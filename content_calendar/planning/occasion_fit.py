"""Which post speaks of which occasion: near its day, and of a value that suits it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from content_calendar.message import Message
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.plan import Slot
from content_calendar.planning.reasons import ReasonCode
from content_calendar.planning.suiting import VALUES_OF_SCENE
from content_calendar.vocabulary import Scene, Value

_DAYS_A_SUITING_VALUE_IS_WORTH = 3


class Moment(NamedTuple):
    """A post's place and value, all that matters for the fit; one with a `scene` speaks of no other."""

    at: datetime
    value: Value
    scene: Scene = Scene.NONE


class _Fit(NamedTuple):
    # Compared in this order: the better distance, the greater occasion, the earlier post.
    distance: int
    smallness: int
    place: int
    key: str
    occasion: Occasion


def fit_occasions(moments: Sequence[Moment], occasions: Iterable[Occasion]) -> dict[int, Occasion]:
    """The occasion of each moment, by index; at most one each way, the best fits first. `moments` are in time order."""
    fits = sorted(fit for occasion in occasions for fit in _fits(moments, occasion))
    spoken_of: dict[int, Occasion] = {}
    done: set[Occasion] = set()
    for fit in fits:
        if fit.place not in spoken_of and fit.occasion not in done:
            spoken_of[fit.place] = fit.occasion
            done.add(fit.occasion)
    return spoken_of


def speaking_of(slot: Slot, occasion: Occasion) -> Slot:
    """The slot with the occasion, which its reasons name."""
    reasons = (*slot.reasons, occasion_reason(occasion, slot.at.date()))
    return replace(slot, occasion=occasion, scene=occasion.scene, reasons=reasons)


def occasion_reason(occasion: Occasion, on: date) -> Message:
    """Why a post on the day `on` speaks of the occasion."""
    names = {"occasion_zh": occasion.zh, "occasion_en": occasion.en}
    if on == occasion.on:
        return Message(ReasonCode.OCCASION_TODAY, names)
    near = {"on": occasion.on.isoformat(), "days": (occasion.on - on).days}
    return Message(ReasonCode.OCCASION_NEAR, {**names, **near})


def _fits(moments: Sequence[Moment], occasion: Occasion) -> Iterator[_Fit]:
    first = bisect_left(moments, occasion.opens_on, key=_day)
    for place in range(first, bisect_right(moments, occasion.on, key=_day)):
        if moments[place].scene not in (Scene.NONE, occasion.scene):
            continue
        suits = moments[place].value in VALUES_OF_SCENE.get(occasion.scene, ())
        distance = (occasion.on - _day(moments[place])).days - _DAYS_A_SUITING_VALUE_IS_WORTH * suits
        yield _Fit(distance, -occasion.lead_days, place, occasion.key, occasion)


def _day(moment: Moment) -> date:
    return moment.at.date()
