"""Where the parts of a drawing go: places from 0 to 100, which the pages stretch to the room there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from content_calendar.intervals import Estimate

NARROWEST = log(1.25)
WIDEST = log(8)


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval and the number in it."""

    low: float
    mean: float
    high: float

    @property
    def width(self) -> float:
        """Wide enough to be seen."""
        return max(self.high - self.low, 0.8)


@dataclass(frozen=True, slots=True)
class Scale:
    """Multipliers from 1/most to most, on equal steps of their logarithm: 1 is in the middle, half as far as twice."""

    reach: float

    @property
    def most(self) -> float:
        return exp(self.reach)

    def bar(self, effect: Estimate) -> Bar:
        """What lies beyond the scale ends at its edge."""
        return Bar(self._place(effect.low), self._place(effect.value), self._place(effect.high))

    def _place(self, multiplier: float) -> float:
        return round(50 + 50 * max(-1.0, min(1.0, log(max(multiplier, 1e-9)) / self.reach)), 2)


def scale(effects: Iterable[Estimate]) -> Scale:
    """One for all effects of a page, so that bars can be compared between its parts."""
    ends = (abs(log(max(end, 1e-9))) for effect in effects for end in (effect.low, effect.high))
    return Scale(min(max([NARROWEST, *ends]), WIDEST))


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through the weeks that have a number, broken where one has none; `dots` stand on it. `most` is the top."""

    path: str
    dots: tuple[Dot, ...]
    most: float


def curve(values: Sequence[float | None], most: float | None = None, least: float = 0.0) -> Curve:
    """`most` is at the top, the greatest value unless it is given; `least` at the bottom."""
    top = most if most is not None else max((value for value in values if value is not None), default=0.0)
    room = (top - least) or 1.0
    places = [
        None if value is None else Dot(_across(number, len(values)), round(96 - 90 * (value - least) / room, 2))
        for number, value in enumerate(values)
    ]
    return Curve(_path(places), tuple(place for place in places if place), top)


@dataclass(frozen=True, slots=True)
class Column:
    x: float
    y: float
    width: float
    height: float


def columns(values: Sequence[float], most: float | None = None) -> tuple[Column, ...]:
    """One standing bar for each value, up to `most`, the greatest unless it is given."""
    top, room = (most or max(values, default=0.0)) or 1.0, 100 / max(len(values), 1)
    return tuple(
        Column(round((number + 0.15) * room, 2), round(100 - 94 * value / top, 2), round(0.7 * room, 2),
               round(94 * value / top, 2))
        for number, value in enumerate(values)
    )  # fmt: skip


def _across(number: int, count: int) -> float:
    return round((number + 0.5) * 100 / count, 2)


def _path(places: Sequence[Dot | None]) -> str:
    steps, is_drawing = [], False
    for place in places:
        if place:
            steps.append(f"{'L' if is_drawing else 'M'}{place.x} {place.y}")
        is_drawing = place is not None
    return " ".join(steps)
