"""Which effects speak for or against one post, largest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log, sqrt

from content_calendar.message import Message
from content_calendar.ranking.design import BLOCKS
from content_calendar.ranking.explain import Because, Note, Reason
from content_calendar.ranking.features import BASE, FATIGUE, FATIGUE_CAP, Features, Level
from content_calendar.ranking.forecast import Z80, Snapshot
from content_calendar.vocabulary import Outcome

MOST_REASONS = 6
MOST_UNKNOWN = 2
LEAST_EFFECT = 0.01
"""An effect that moves the rate by less than 1 % is not a reason."""


def reasons_for(snapshot: Snapshot, post: Features, uses: int, log_odds: float) -> tuple[Reason | Note, ...]:
    """At most MOST_REASONS on engagement; `log_odds` is where the post stands with all its effects."""
    model = snapshot.memory.outcomes[Outcome.ENGAGE]
    if not model.rates.posts:
        return (Note(Message(Because.NOTHING_KNOWN)),)
    found = list(_plain(snapshot, post) if model.plain else _effects(snapshot, post, uses, log_odds))
    known = sorted((r for r in found if not r.thin and abs(r.multiplier - 1) > LEAST_EFFECT), key=_size, reverse=True)
    thin = sorted((reason for reason in found if reason.thin), key=lambda reason: (len(reason.level), reason.posts))
    unknown = thin[:MOST_UNKNOWN]
    notes: tuple[Reason | Note, ...] = (Note(Message(Because.PLAIN_MODEL)),) if model.plain else ()
    return (*notes, *known[: MOST_REASONS - len(unknown)], *unknown)


def harm_note(risk: float, limit: float) -> Note:
    """Why a candidate is blocked."""
    return Note(Message(Because.HARM, {"risk": risk, "limit": limit}))


def _size(reason: Reason) -> float:
    return abs(log(reason.multiplier))


def _effects(snapshot: Snapshot, post: Features, uses: int, log_odds: float) -> Iterator[Reason]:
    for level in post.levels():
        if level != BASE:
            yield _reason(snapshot, level, log_odds, _effect(snapshot, level))
    if uses:
        mean, sd = _effect(snapshot, FATIGUE)
        worn = min(uses, FATIGUE_CAP)
        yield replace(_reason(snapshot, FATIGUE, log_odds, (-mean * worn, sd * worn)), uses=uses)


def _effect(snapshot: Snapshot, level: Level) -> tuple[float, float]:
    belief, layout = snapshot.beliefs[Outcome.ENGAGE], snapshot.memory.layout
    if (place := layout.core.index.get(level)) is not None:
        return float(belief.mean[place]), sqrt(belief.covariance[place, place])
    if (place := layout.loose.index.get(level)) is not None:
        return float(belief.loose_mean[place]), sqrt(belief.loose_variance[place])
    return 0.0, sqrt(belief.variances[BLOCKS.index(level.block)])


def _reason(snapshot: Snapshot, level: Level, log_odds: float, effect: tuple[float, float]) -> Reason:
    mean, sd = effect
    without = log_odds - mean
    average, middle, low, high = (
        1.0 / (1.0 + exp(-without - part)) for part in (0.0, mean, mean - Z80 * sd, mean + Z80 * sd)
    )
    seen = snapshot.memory.posts
    posts = seen.get(BASE if level == FATIGUE else level, 0)
    return Reason(level.block, level.names, middle / average, low / average, high / average, posts)


def _plain(snapshot: Snapshot, post: Features) -> Iterator[Reason]:
    for level, factor, sd in snapshot.memory.outcomes[Outcome.ENGAGE].companion.factors(post):
        low, high = (factor * exp(sign * Z80 * sd) for sign in (-1, 1))
        yield Reason(level.block, level.names, factor, low, high, snapshot.memory.posts.get(level, 0))
