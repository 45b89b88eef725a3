"""What a page of effects holds: levels with what is known of them, in cards of one block each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.insights.drawing import Bar, Scale
from app.insights.tallies import Tally, Weeks
from content_calendar.intervals import Estimate
from content_calendar.ranking import Block
from content_calendar.ranking.explain import FEW_POSTS
from content_calendar.vocabulary import Outcome, Term

BEST = 3


class Verdict(Term):
    MORE = "more", "更高", "Higher"
    LESS = "less", "更低", "Lower"
    UNCLEAR = "unclear", "看不出差别", "No clear difference"
    THIN = "thin", "数据不足", "Not enough data"


@dataclass(frozen=True, slots=True)
class Effect:
    """By what a level multiplies the odds, over the `posts` of all time, drawn on the page's scale."""

    estimate: Estimate
    bar: Bar

    @property
    def posts(self) -> int:
        return self.estimate.size


@dataclass(frozen=True, slots=True)
class Row:
    """One level. `effect` holds for all personas, `pair` comes on top for the one looked at; None where unknown."""

    block: Block
    level: str
    name: str
    effect: Effect | None
    pair: Effect | None
    tally: Tally

    @property
    def posts(self) -> int:
        """How many posts are behind what is known."""
        return self.effect.posts if self.effect else self.tally.posts

    @property
    def verdict(self) -> Verdict:
        if self.effect is None or self.posts < FEW_POSTS:
            return Verdict.THIN
        if self.effect.estimate.is_one_inside:
            return Verdict.UNCLEAR
        return Verdict.MORE if self.effect.estimate.low > 1 else Verdict.LESS


@dataclass(frozen=True, slots=True)
class Card:
    """The levels of one block, the greatest effect first; of the `thin` ones nothing can be said yet."""

    block: Block
    shown: tuple[Row, ...]
    folded: tuple[Row, ...]
    thin: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return (*self.shown, *self.folded, *self.thin)


@dataclass(frozen=True, slots=True)
class Works:
    """The page. `learned_at` is None as long as nothing was learned, from `learned` posts otherwise."""

    cards: tuple[Card, ...]
    scale: Scale
    weeks: Weeks
    learned_at: datetime | None
    learned: int

    @property
    def more(self) -> tuple[Row, ...]:
        """What raises the rate for sure, the surest first."""
        rows = [row for row in self._clear() if row.verdict is Verdict.MORE and row.effect]
        return tuple(sorted(rows, key=lambda row: -row.effect.estimate.low if row.effect else 0.0)[:BEST])

    @property
    def less(self) -> tuple[Row, ...]:
        rows = [row for row in self._clear() if row.verdict is Verdict.LESS and row.effect]
        return tuple(sorted(rows, key=lambda row: row.effect.estimate.high if row.effect else 0.0)[:BEST])

    def _clear(self) -> Iterable[Row]:
        """A persona is no choice of whoever writes to it."""
        return (row for card in self.cards for row in card.shown if row.block is not Block.PERSONA)


def outcome_is_good(outcome: Outcome) -> bool:
    """Whether more of it is better."""
    return outcome is not Outcome.HARM
