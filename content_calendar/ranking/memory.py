"""All that is remembered: the levels met, how many posts showed each, a model per outcome, and how posts mature."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from content_calendar.ranking.config import RankerConfig
from content_calendar.ranking.design import Encoded, Floats, Layout, encode
from content_calendar.ranking.features import Block, Observation
from content_calendar.ranking.maturity import Curve, Curves
from content_calendar.ranking.model import Counts
from content_calendar.ranking.outcome import OutcomeModel
from content_calendar.ranking.table import Name, Table
from content_calendar.ranking.waiting import Ripened
from content_calendar.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Shown:
    """Posts in their one order, encoded, and by how many weeks each comes late."""

    posts: Sequence[Observation]
    encoded: Encoded
    lag: Floats


@dataclass(frozen=True, slots=True)
class Memory:
    """`week` is the last one closed, None before the first; `posts` counts the posts at each place of `layout`."""

    layout: Layout
    outcomes: Mapping[Outcome, OutcomeModel]
    posts: Floats
    week: int | None = None
    curves: Curves = field(default_factory=dict)

    @classmethod
    def empty(cls, config: RankerConfig) -> Memory:
        """Nothing observed yet."""
        models = {outcome: OutcomeModel.empty(outcome, config.overdispersion) for outcome in Outcome}
        layout = Layout.empty(config.dimension)
        return cls(layout, models, np.zeros(len(layout)))

    def after(self, posts: Sequence[Observation], config: RankerConfig) -> Memory:
        """This memory after `posts`, in whatever order they come; open ones count as far as they have come."""
        shown = sorted((post for post in posts if post.exposures), key=Observation.order)
        table = Table.of([post.features for post in shown])
        layout = self.layout.with_levels_of(table)
        encoded = encode(layout, table, np.array([post.uses_28d for post in shown], dtype=np.int64))
        lag = np.array([self._lag(post) for post in shown], dtype=np.float64)
        outcomes = {
            outcome: self._learned(model, layout, Shown(shown, encoded, lag), config.drift)
            for outcome, model in self.outcomes.items()
        }
        counts = np.bincount(encoded.place[encoded.place >= 0], minlength=len(layout))
        before = np.pad(self.posts, (0, len(layout) - len(self.posts)))
        return replace(self, layout=layout, outcomes=outcomes, posts=before + counts)

    def at_end_of(self, week: int, config: RankerConfig) -> Memory:
        """This memory when `week` is over."""
        gone = 1 if self.week is None else week - self.week
        outcomes = {outcome: model.closed(self.layout, config.drift, gone) for outcome, model in self.outcomes.items()}
        return replace(self, outcomes=outcomes, week=week)

    def having_ripened(self, paths: Iterable[Ripened]) -> Memory:
        """This memory after it saw how finished posts had come to their numbers."""
        curves = dict(self.curves)
        for path in paths:
            for outcome, reading in product(Outcome, path.early):
                came, end = reading.count(outcome), path.last.count(outcome)
                if came is None or end is None or reading.age_hours is None or not path.last.exposures:
                    continue
                which = (path.last.platform, outcome)
                due = reading.exposures * end / path.last.exposures
                curves[which] = curves.get(which, Curve.empty()).after(reading.age_hours, came, due)
        return replace(self, curves=curves)

    def seen(self, block: Block, name: Name) -> int:
        """How many posts showed this level."""
        place = self.layout.index.get(block, {}).get(name)
        return 0 if place is None else int(self.posts[place])

    def come(self, post: Observation, outcome: Outcome) -> float:
        """How many exposures count: those of an open post as far as it has come."""
        if post.age_hours is None:
            return post.exposures
        return post.exposures * self.curves.get((post.platform, outcome), Curve.empty()).share(post.age_hours)

    def _lag(self, post: Observation) -> int:
        return 0 if self.week is None else max(0, self.week - post.week + 1)

    def _learned(self, model: OutcomeModel, layout: Layout, shown: Shown, drift: float) -> OutcomeModel:
        counted = np.array([post.count(model.outcome) for post in shown.posts], dtype=np.float64)  # None is no number
        rows = np.flatnonzero(~np.isnan(counted))
        events = counted[rows]
        exposures = np.array([self.come(shown.posts[row], model.outcome) for row in rows.tolist()], dtype=np.float64)
        counts = Counts(np.maximum(exposures, events), events, shown.lag[rows])
        return model.after(layout, shown.encoded.select(rows), counts, drift)
