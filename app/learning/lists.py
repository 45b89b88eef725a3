"""Items in their places, as a page, a file or a program shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.i18n import language, words
from app.feedback.results import outcomes_of, seen_of, told_of
from app.learning.names import Names, names_of
from app.models import ContentItem, Persona, PostStanding
from content_calendar.ranking import Evidence, Ranked
from content_calendar.vocabulary import Counter, Form, Outcome, Value
from content_calendar.workflow import State

FIRST_GUESS = 10
"""Below this many posts with numbers the order is little more than a guess."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate and its interval as places on a scale from 0 to 100 that all rows of a page share."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """One item in the ranking. Rates are shares of those who saw it; `counts` is None while there are no numbers, and
    so is of the numbers what no source told.

    `is_learned` is False while the ranking has not looked at the present counts: the rates then are a forecast.
    """

    number: int
    item_id: int
    uid: str
    headline: str
    persona: Persona
    column: str
    form: Form
    value: Value
    state: State
    slot_at: datetime | None
    mean: float
    low: float
    high: float
    bar: Bar
    evidence: Evidence
    blocked: bool
    reasons: tuple[str, ...]
    counts: Mapping[Counter, int | None] | None
    seen: int | None
    outcomes: Mapping[Outcome, int | None]
    observed_at: datetime | None
    is_learned: bool


@dataclass(frozen=True, slots=True)
class RankedPage:
    """One page of the ranking; `known` counts the posts that the ranking learned from, `learned_at` is when."""

    places: tuple[Place, ...]
    number: int
    pages: int
    total: int
    known: int
    learned_at: datetime | None
    seen: int
    engaged: int

    @property
    def is_first_guess(self) -> bool:
        return self.known < FIRST_GUESS


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what the ranking says of it and, once it is out, where it stands."""

    item: ContentItem
    ranked: Ranked
    standing: PostStanding | None = None


def places_of(lines: Sequence[Line], first: int) -> tuple[Place, ...]:
    """The places of `lines` from number `first`, in the reader's language."""
    names = names_of((line.item for line in lines), language())
    rates = [_rates(line) for line in lines]
    scale = max((high for *_, high in rates), default=0.0) or 1.0
    return tuple(
        _place(line, number, one, scale, names)
        for number, (line, one) in enumerate(zip(lines, rates, strict=True), start=first)
    )


def _rates(line: Line) -> tuple[float, float, float]:
    """Mean, low and high: learned from the post's own numbers, else what to expect of it."""
    stand = line.standing
    if stand is None or stand.mean is None or stand.low is None or stand.high is None:
        return line.ranked.mean, line.ranked.low, line.ranked.high
    return stand.mean, stand.low, stand.high


def _place(line: Line, number: int, rates: tuple[float, float, float], scale: float, names: Names) -> Place:
    item, ranked, stand = line.item, line.ranked, line.standing
    mean, low, high = rates
    is_scored = stand is not None and stand.score is not None
    counts = told_of(stand) if stand else None
    outcomes = outcomes_of(counts) if counts else {}
    return Place(
        number=number, item_id=item.id, uid=item.uid, headline=item.headline(), persona=item.persona,
        column=item.column.name if item.column else "", form=item.form, value=item.value, state=item.state,
        slot_at=item.slot_at, mean=mean, low=low, high=high,
        bar=Bar(*(round(100 * rate / scale, 2) for rate in (low, mean, high))),
        evidence=Evidence(stand.evidence) if stand and is_scored else ranked.evidence,
        blocked=stand.blocked if stand and is_scored else ranked.blocked,
        reasons=tuple(words(reason.message(names)) for reason in ranked.reasons), counts=counts,
        seen=seen_of(counts, outcomes) if counts else None, outcomes=outcomes,
        observed_at=stand.observed_at if stand else None,
        is_learned=bool(stand and stand.learned_at and is_scored),
    )
