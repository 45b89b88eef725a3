"""Which effects speak for or against one post, largest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log, sqrt

from content_calendar.message import Message
from content_calendar.ranking.companion import TIERS
from content_calendar.ranking.design import BLOCKS
from content_calendar.ranking.explain import Because, Note, Reason
from content_calendar.ranking.features import BASE, FATIGUE, FATIGUE_CAP, Block, Features, Level
from content_calendar.ranking.forecast import Z80, Snapshot
from content_calendar.vocabulary import Outcome

MOST_REASONS = 6
MOST_UNKNOWN = 2
LEAST_EFFECT = 0.01
"""An effect that moves the rate by less than 1 % is not a reason."""


def reasons_for(snapshot: Snapshot, post: Features, uses: int, log_odds: float) -> tuple[Reason | Note, ...]:
    """At most MOST_REASONS on engagement; `log_odds` is where the post stands with all its effects."""
    model = snapshot.outcomes[Outcome.ENGAGE]
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
    place = snapshot.memory.layout.index.get(level.block, {}).get(level.names)
    mean, spread = snapshot.effects[Outcome.ENGAGE]
    if place is None:
        return 0.0, sqrt(snapshot.rates(Outcome.ENGAGE).variances[BLOCKS.index(level.block)])
    return float(mean[place]), float(spread[place])


def _reason(snapshot: Snapshot, level: Level, log_odds: float, effect: tuple[float, float]) -> Reason:
    mean, sd = effect
    without = log_odds - mean
    average, middle, low, high = (
        1.0 / (1.0 + exp(-without - part)) for part in (0.0, mean, mean - Z80 * sd, mean + Z80 * sd)
    )
    posts = snapshot.memory.seen(*((Block.BASE, ()) if level == FATIGUE else (level.block, level.names)))
    return Reason(level.block, level.names, middle / average, low / average, high / average, posts)


def _plain(snapshot: Snapshot, post: Features) -> Iterator[Reason]:
    companion, layout = snapshot.outcomes[Outcome.ENGAGE].companion, snapshot.memory.layout
    factor, variance = companion.factors(layout)
    for level in post.levels():
        if level.block not in TIERS:
            continue
        place = layout.index.get(level.block, {}).get(level.names)
        middle = 1.0 if place is None else float(factor[place])
        spread = sqrt(companion.unmet()[BLOCKS.index(level.block)] if place is None else variance[place])
        low, high = (middle * exp(sign * Z80 * spread) for sign in (-1, 1))
        yield Reason(level.block, level.names, middle, low, high, snapshot.memory.seen(level.block, level.names))
