"""All that is remembered: the levels met, how many posts showed each, and a model per outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.config import RankerConfig
from content_calendar.ranking.design import Encoded, Floats, Layout, encode
from content_calendar.ranking.features import Level, Observation
from content_calendar.ranking.model import Counts
from content_calendar.ranking.outcome import OutcomeModel
from content_calendar.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts in their one order, encoded, each with the weight its age leaves it."""

    posts: Sequence[Observation]
    encoded: Encoded
    weight: Floats


@dataclass(frozen=True, slots=True)
class Memory:
    """`week` is the last one closed, None before the first."""

    layout: Layout
    outcomes: Mapping[Outcome, OutcomeModel]
    posts: Mapping[Level, int]
    week: int | None = None

    @classmethod
    def empty(cls, config: RankerConfig) -> Memory:
        """Nothing observed yet."""
        models = {outcome: OutcomeModel.empty(outcome, config.overdispersion) for outcome in Outcome}
        return cls(Layout.empty(config.dimension), models, {})

    def after(self, posts: Sequence[Observation], config: RankerConfig) -> Memory:
        """This memory after `posts`, in whatever order they come."""
        shown = sorted((post for post in posts if post.exposures), key=Observation.order)
        layout = self.layout.with_levels_of(post.features for post in shown)
        tally = Counter(self.posts)
        for post in shown:
            tally.update(post.features.levels())
        encoded = encode(layout, [post.features for post in shown], [post.uses_28d for post in shown])
        weight = np.array([config.memory ** self._age(post) for post in shown])
        outcomes = {
            outcome: _learned(model, layout, Batch(shown, encoded, weight)) for outcome, model in self.outcomes.items()
        }
        return replace(self, layout=layout, outcomes=outcomes, posts=dict(tally))

    def at_end_of(self, week: int, config: RankerConfig) -> Memory:
        """This memory when `week` is over."""
        gone = 1 if self.week is None else week - self.week
        outcomes = {
            outcome: model.closed(self.layout, config.memory**gone) for outcome, model in self.outcomes.items()
        }
        return replace(self, outcomes=outcomes, week=week)

    def _age(self, post: Observation) -> int:
        return 0 if self.week is None else max(0, self.week - post.week + 1)


def _learned(model: OutcomeModel, layout: Layout, batch: Batch) -> OutcomeModel:
    counts = [post.count(model.outcome) for post in batch.posts]
    rows = np.array([row for row, count in enumerate(counts) if count is not None], dtype=np.int64)
    told = Counts(
        np.array([batch.posts[row].exposures for row in rows], dtype=np.float64),
        np.array([counts[row] for row in rows], dtype=np.float64),
        batch.weight[rows],
    )
    return model.after(layout, [batch.posts[row].features for row in rows], batch.encoded.select(rows), told)
