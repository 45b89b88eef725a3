"""What choosing brought: posts that were chosen beside those that an even draw sent, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import hypot
from typing import Any

import numpy as np
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.models import COUNTERS_TOLD, Choice, Community, ContentItem, PostStanding
from content_calendar.ranking import Estimate, Logged, Pick, inverse_propensity, self_normalised
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome

LEAST_POSTS = 20
"""Of each side. Rates of a community's posts differ by about half their mean: 20 posts know it to a fifth or so. With
fewer the interval is wider than any lift one may hope for, and a mean of so few is not yet spread as it assumes."""
FINAL_AFTER = timedelta(days=7)
_ENGAGED = OUTCOME_COUNTERS[Outcome.ENGAGE]


@dataclass(frozen=True, slots=True)
class Side:
    """Posts that were sent the same way: how many, their mean engagement rate with its 95 % interval if there are
    enough. Of the `made` choices, all there were, `undone` were taken back and count for nothing.
    """

    posts: int
    rate: Estimate | None
    made: int = 0
    undone: int = 0


@dataclass(frozen=True, slots=True)
class Lift:
    """`difference` is the mean rate of chosen posts less that of the control, with its 95 % interval, None while one of
    both sides has too few. `even_draw` is what the log as a whole says an even draw would have earned.
    """

    control: Side
    chosen: Side
    difference: Estimate | None
    even_draw: Estimate | None
    waiting: int
    """Choices whose posts have no final numbers yet."""
    unread: int = 0
    """Those of them whose posts went out seven days ago and were not read since."""

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves no difference out."""
        return self.difference is not None and (self.difference.low > 0 or self.difference.high < 0)

    @property
    def relative(self) -> float | None:
        """The difference as a share of the control's rate."""
        known = self.difference is not None and self.control.rate is not None and self.control.rate.value > 0
        return self.difference.value / self.control.rate.value if known else None  # type: ignore[union-attr] # known


@dataclass(frozen=True, slots=True)
class _Round:
    pick: Pick
    rate: float
    propensity: float
    even: float


def lift_of(session: Session, community: Community, *, now: datetime) -> Lift:
    """One query over all choices. Those with a single candidate were none and are left out, undone ones are counted
    and no more; who changed the words afterwards changed no side: posts count as they were drawn.
    """
    query = (
        select(
            Choice.pick, Choice.propensity, Choice.candidates, Choice.undone_at, ContentItem.published_at,
            PostStanding.out_at, PostStanding.observed_at, PostStanding.reported, PostStanding.impressions,
            PostStanding.views, *(getattr(PostStanding, one.value) for one in _ENGAGED),
        )
        .join(ContentItem, ContentItem.id == Choice.item_id)
        .outerjoin(PostStanding, PostStanding.item_id == Choice.item_id)
        .where(Choice.community_id == community.id)
    )
    made = [row for row in session.execute(query) if _eligible(row) > 1]
    stood = [row for row in made if row.undone_at is None]
    final = [row for row in stood if _is_final(row)]
    unread = sum(_is_due(row, now) and not _is_final(row) for row in stood)
    lift = told(tuple(map(_round, final)), waiting=len(stood) - len(final))
    return replace(lift, control=_with_undone(lift.control, made, control=True),
                   chosen=_with_undone(lift.chosen, made, control=False), unread=unread)


def _with_undone(side: Side, made: Sequence[Row[Any]], *, control: bool) -> Side:
    own = [row for row in made if (row.pick is Pick.CONTROL) is control]
    return replace(side, made=len(own), undone=sum(row.undone_at is not None for row in own))


def told(rounds: Sequence[_Round], *, waiting: int) -> Lift:
    """The comparison of these rounds."""
    control = _side([one.rate for one in rounds if one.pick is Pick.CONTROL])
    chosen = _side([one.rate for one in rounds if one.pick is not Pick.CONTROL])
    difference = None
    if control.rate and chosen.rate:
        value = chosen.rate.value - control.rate.value
        half = hypot(chosen.rate.high - chosen.rate.value, control.rate.high - control.rate.value)
        difference = Estimate(value, value - half, value + half, float(len(rounds)))
    return Lift(control, chosen, difference, _even(rounds) if difference else None, waiting)


def _side(rates: Sequence[float]) -> Side:
    if len(rates) < LEAST_POSTS:
        return Side(len(rates), None)
    ones = np.ones(len(rates))
    return Side(len(rates), inverse_propensity(Logged(np.array(rates), ones, ones)))


def _even(rounds: Sequence[_Round]) -> Estimate:
    columns = ([getattr(one, name) for one in rounds] for name in ("rate", "propensity", "even"))
    return self_normalised(Logged(*(np.array(column, dtype=np.float64) for column in columns)))


def _eligible(row: Row[Any]) -> int:
    return sum(not one.get("blocked") for one in row.candidates)


def _is_due(row: Row[Any], now: datetime) -> bool:
    """Whether its post has been out for seven days."""
    out_at = row.out_at or row.published_at
    return out_at is not None and out_at <= now - FINAL_AFTER


def _is_final(row: Row[Any]) -> bool:
    """Whether it was read after its seven days, and that reading told of engagement."""
    if row.out_at is None or row.observed_at - row.out_at < FINAL_AFTER:
        return False
    return bool(row.reported & COUNTERS_TOLD[Outcome.ENGAGE]) and max(row.impressions, row.views) > 0


def _round(row: Row[Any]) -> _Round:
    engaged = sum(getattr(row, one.value) for one in _ENGAGED)
    rate = engaged / max(row.impressions, row.views)
    return _Round(row.pick, min(rate, 1.0), row.propensity, 1 / _eligible(row))
