"""What memory expects of posts not sent yet: per outcome the log-odds, how sure, and how they could turn out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import inf, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking.design import BASE_PLACE, BLOCKS, FATIGUE_PLACE, Encoded, Floats, Ints, encode, worn
from content_calendar.ranking.memory import Memory
from content_calendar.ranking.model import RateModel, logit, rate
from content_calendar.ranking.outcome import OutcomeModel
from content_calendar.ranking.table import Table
from content_calendar.vocabulary import Outcome

Z80 = NormalDist().inv_cdf(0.9)
DRAW_STREAM = 20_210_701
Yes = NDArray[np.bool_]


class Snapshot:
    """A memory made ready for questions."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory
        self.outcomes: Mapping[Outcome, OutcomeModel] = {
            outcome: model.sized(memory.layout)
            for outcome, model in memory.outcomes.items()
            if model.rates.posts or outcome is Outcome.ENGAGE
        }

    @cached_property
    def effects(self) -> Mapping[Outcome, tuple[Floats, Floats]]:
        """Per outcome the mean and the standard deviation of the effect at each place."""
        return {outcome: model.rates.effects(self.memory.layout) for outcome, model in self.outcomes.items()}

    def rates(self, outcome: Outcome) -> RateModel:
        """The additive model of `outcome`."""
        return self.outcomes[outcome].rates

    def luck(self, outcome: Outcome) -> float:
        """By how much posts alike in everything differ, a standard deviation on log-odds."""
        return sqrt(self.rates(outcome).overdispersion)

    def over_levels(self, table: Table, per_place: Floats, unmet: Floats) -> Floats:
        """The sum of a figure over the levels of each post, shape (posts,); `unmet` per block, for levels never met."""
        total = np.full(table.posts, float(per_place[BASE_PLACE]))
        for block, named in table.blocks.items():
            places = self.memory.layout.places(block, named.names)
            figure = np.append(np.where(places < 0, unmet[BLOCKS.index(block)], per_place[places]), 0.0)
            for codes in named.codes:
                total += figure[codes]
        return total

    def log_odds(self, outcome: Outcome, table: Table, uses: Ints) -> Floats:
        """The expected log-odds per post."""
        model, layout = self.outcomes[outcome], self.memory.layout
        nothing = np.zeros(len(BLOCKS))
        if model.plain:
            factor, _ = model.companion.factors(layout)
            chance = log(model.companion.base) + self.over_levels(table, np.log(factor), nothing)
            return np.asarray(chance - np.log1p(-np.minimum(np.exp(chance), 0.999)), dtype=np.float64)
        mean, _ = self.effects[outcome]
        fresh = self.over_levels(table, mean, nothing)
        return fresh + float(mean[FATIGUE_PLACE]) * worn(uses)

    def spread(self, outcome: Outcome, table: Table, uses: Ints) -> Floats:
        """The standard deviation of the log-odds per post."""
        model = self.outcomes[outcome]
        if model.plain:
            _, variance = model.companion.factors(self.memory.layout)
            common = 1.0 / (model.companion.all_observed + 1.0)
            known: Floats = np.sqrt(common + self.over_levels(table, variance, model.companion.unmet()))
            return known
        return model.rates.spread(self.encode(table, uses))

    def widest(self, outcome: Outcome, table: Table, uses: Ints) -> Floats:
        """What the standard deviation cannot exceed, whatever the effects share: the sum of theirs."""
        if self.outcomes[outcome].plain:
            return np.full(table.posts, inf)
        _, spread = self.effects[outcome]
        unmet = np.sqrt(self.rates(outcome).variances)
        fresh = self.over_levels(table, spread, unmet)
        return fresh - float(spread[FATIGUE_PLACE]) * worn(uses)

    def encode(self, table: Table, uses: Ints) -> Encoded:
        """The numbers of posts not sent yet."""
        return encode(self.memory.layout, table, uses)

    def risky(self, outcome: Outcome, limit: float, risk: float, table: Table, uses: Ints) -> Yes:
        """Whether P(rate > `limit`) > `risk`; exact, though most posts are settled by a bound on their spread."""
        if outcome not in self.outcomes or limit >= 1.0 or risk >= 1.0:
            return np.zeros(table.posts, dtype=np.bool_)
        if limit <= 0.0 or risk <= 0.0:
            return np.ones(table.posts, dtype=np.bool_)
        ahead = logit(limit) - self.log_odds(outcome, table, uses)
        far = NormalDist().inv_cdf(1.0 - risk)
        possible = (ahead >= 0.0) & (ahead < far * self.widest(outcome, table, uses)) if far > 0 else ahead < np.inf
        unsure = np.flatnonzero(possible)
        result: Yes = ahead < 0.0
        result[unsure] = ahead[unsure] < far * self.spread(outcome, table.rows(unsure), uses[unsure])
        return result

    def turned_out(self, outcome: Outcome, table: Table, uses: Ints, explore: float, draws: int) -> Floats:
        """Rates as they could turn out, drawn jointly, `explore` times as scattered as believed, (posts, draws)."""
        stream = np.random.default_rng([DRAW_STREAM, tuple(Outcome).index(outcome)])
        normal = stream.standard_normal((table.posts, draws))
        centre = self.log_odds(outcome, table, uses)[:, None]
        if self.outcomes[outcome].plain:
            return rate(centre + explore * self.spread(outcome, table, uses)[:, None] * normal)
        joint = self.rates(outcome).joint(self.encode(table, uses))
        nudge = 1e-9 * (1.0 + float(np.trace(joint)))
        return rate(centre + explore * (np.linalg.cholesky(joint + nudge * np.eye(len(joint))) @ normal))
