"""The effects themselves, for a page that shows what works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from content_calendar.ranking.explain import Evidence, evidence
from content_calendar.ranking.features import FATIGUE, Block, Level
from content_calendar.ranking.forecast import Z80, Snapshot
from content_calendar.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Effect:
    """What a level multiplies the odds of `outcome` by, beside everything else known of a post; 1 is an average level.

    low, high: its 80 % interval. posts: how many showed the level. Of fatigue: what one use more multiplies them by,
    and all posts. `names` are those of `Level`.
    """

    outcome: Outcome
    block: Block
    names: tuple[str, ...]
    multiplier: float
    low: float
    high: float
    posts: int
    evidence: Evidence


def effects_of(snapshot: Snapshot) -> Iterator[Effect]:
    """Every effect of every outcome that was reported, by block, in the order the levels were met.

    They are those of the additive model, also while the companion ranks, which knows persona, slot and template alone.
    """
    for outcome, model in snapshot.outcomes.items():
        if not model.rates.posts:
            continue
        for block, names in snapshot.memory.layout.index.items():
            if block is not Block.BASE:
                yield from (_effect(snapshot, outcome, Level(block, name), place) for name, place in names.items())


def _effect(snapshot: Snapshot, outcome: Outcome, level: Level, place: int) -> Effect:
    mean, sd = (float(figure[place]) for figure in snapshot.effects[outcome])
    worn = level == FATIGUE
    middle = -mean if worn else mean
    posts = snapshot.memory.seen(*((Block.BASE, ()) if worn else (level.block, level.names)))
    low, high = (exp(middle + side * Z80 * sd) for side in (-1, 1))
    return Effect(outcome, level.block, level.names, exp(middle), low, high, posts, evidence(sd, posts))
