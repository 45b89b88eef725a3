"""The prompt leaderboard: how the texts of each prompt passed review, were rewritten and were received."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.insights.asked import Asked
from app.insights.drawing import Bar, Scale, scale
from app.insights.effect_cards import Effect
from app.insights.naming import prompt_words
from app.insights.records import NO_RECORD, Record, by_prompt, record
from app.insights.tallies import Tally, by_level
from app.models import Community, LearnedEffect
from content_calendar.intervals import Estimate
from content_calendar.ranking import Block
from content_calendar.ranking.explain import FEW_POSTS
from content_calendar.vocabulary import Outcome, Term


class Order(Term):
    ENGAGEMENT = "engagement", "按互动", "By engagement"
    APPROVAL = "approval", "按一次通过率", "By approval"
    EDITS = "edits", "按改动多少", "By edits"


@dataclass(frozen=True, slots=True)
class Line:
    """One version of one prompt. `effect` is what the ranking learned of it over all time.

    `approval_bar` lies on 0 to 100 %, `edits_bar` on 0 to the most that any prompt of the page reaches.
    """

    level: str
    name: str
    record: Record
    approval_bar: Bar | None
    edits_bar: Bar | None
    effect: Effect | None
    tally: Tally

    @property
    def known(self) -> Effect | None:
        """The effect, unless too few posts are behind it."""
        return self.effect if self.effect and self.effect.posts >= FEW_POSTS else None

    @property
    def is_thin(self) -> bool:
        """Whether there is not enough data for anything that could be said of it."""
        return not (self.record.approval or self.record.edits or self.known)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Of the `thin` lines nothing can be said yet."""

    shown: tuple[Line, ...]
    thin: tuple[Line, ...]
    scale: Scale
    order: Order

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.shown, *self.thin)


def prompts(session: Session, community: Community, asked: Asked, order: Order) -> Prompts:
    """Texts decided on in the range, best first; three queries."""
    since, until = asked.range.ends(community.timezone)
    records = {level: record(found) for level, found in by_prompt(session, community.id, since, until).items()}
    learned = _learned(session, community)
    tallies = by_level(session, community.id, asked.range, None, (Block.PROMPT,))
    drawn = scale(one for one in learned.values() if one.size >= FEW_POSTS)
    most = max((one.edits.high for one in records.values() if one.edits), default=0.0) or 1.0
    levels = {*records, *learned, *(name for _block, name in tallies)}
    effects = {level: Effect(found, drawn.bar(found)) for level, found in learned.items()}
    lines = sorted((
        _line(level, records.get(level, NO_RECORD), most, effects.get(level), tallies[Block.PROMPT, level])
        for level in levels
    ), key=_key(order))
    return Prompts(
        tuple(line for line in lines if not line.is_thin), tuple(line for line in lines if line.is_thin), drawn, order
    )


def _learned(session: Session, community: Community) -> dict[str, Estimate]:
    query = select(LearnedEffect).where(
        LearnedEffect.community_id == community.id, LearnedEffect.block == Block.PROMPT,
        LearnedEffect.outcome == Outcome.ENGAGE,
    )
    return {row.name: Estimate(row.multiplier, row.low, row.high, row.posts) for row in session.scalars(query)}


def _line(level: str, found: Record, most: float, effect: Effect | None, tally: Tally) -> Line:
    return Line(
        level, prompt_words(level), found, _bar(found.approval, 1.0), _bar(found.edits, most), effect, tally
    )  # fmt: skip


def _bar(of: Estimate | None, most: float) -> Bar | None:
    return Bar(*(round(100 * place / most, 2) for place in (of.low, of.value, of.high))) if of else None


def _key(order: Order) -> Callable[[Line], tuple[float, str]]:
    """What is sure to be good comes first: by the careful end of the interval; what nobody can tell comes last."""
    return lambda line: (_rank(line, order), line.name)


def _rank(line: Line, order: Order) -> float:
    if order is Order.EDITS:
        return line.record.edits.high if line.record.edits else float("inf")
    if order is Order.APPROVAL:
        return -line.record.approval.low if line.record.approval else 1.0
    return -line.known.estimate.low if line.known else 1.0
