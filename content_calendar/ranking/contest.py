"""The candidates of one choice with everything expected of them, and each one's chance of being picked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from content_calendar.ranking.choice import chances
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.design import Floats, Ints
from content_calendar.ranking.features import Candidate, Features
from content_calendar.ranking.forecast import Snapshot, Yes
from content_calendar.ranking.model import rate
from content_calendar.ranking.pool import Pool
from content_calendar.ranking.table import Table
from content_calendar.vocabulary import Outcome

HEAD = 1024
"""Places put in order at once; the places behind them only when somebody looks there."""
MOST = 200
"""Thompson draws run among this many of the best known; the rest can win the even floor only."""


@dataclass(frozen=True, slots=True)
class Contest:
    """Row by row. log_odds: per outcome. scores: expected worth per exposure. eligible: whether it may be sent.

    head: the rows of the best HEAD, in order.
    """

    snapshot: Snapshot
    config: RankerConfig
    candidates: Sequence[Candidate]
    table: Table
    uses: Ints
    log_odds: Mapping[Outcome, Floats]
    scores: Floats
    eligible: Yes
    head: Ints
    persona: str | None
    slot: str | None

    @classmethod
    def of(cls, snapshot: Snapshot, config: RankerConfig, pool: Pool, persona: str | None, slot: str | None) -> Contest:
        """What `snapshot` expects of the candidates at this place."""
        table, uses = pool.table.within(persona, slot), pool.uses
        log_odds = {outcome: snapshot.log_odds(outcome, table, uses) for outcome in snapshot.outcomes}
        scores = _worth(config.weights, {outcome: rate(odds) for outcome, odds in log_odds.items()})
        risky = snapshot.risky(Outcome.HARM, config.harm_limit, config.harm_risk, table, uses)
        head = _best(scores, ~risky, HEAD)
        return cls(snapshot, config, pool.candidates, table, uses, log_odds, scores, ~risky, head, persona, slot)

    def features(self, row: int) -> Features:
        """What is known of one candidate at this place."""
        return self.candidates[row].features.within(self.persona, self.slot)

    def propensity(self, explore: float, floor: float) -> Floats:
        """Per row the probability of being picked; `explore` is the strength of Thompson sampling."""
        eligible = self.eligible
        count = int(eligible.sum())
        if not explore or not count:
            return chances(self.scores[:, None], eligible, floor)
        rows = self.best(MOST)
        result: Floats = floor * eligible / count
        result[rows] += (1.0 - floor) * chances(self._drawn(rows, explore), eligible[rows], 0.0)
        return result

    def best(self, most: int) -> Ints:
        """The rows of the `most` best, the eligible by falling score, equals in their own order."""
        return self.head[:most] if most <= len(self.head) else _best(self.scores, self.eligible, most)

    def spread(self, outcome: Outcome, rows: Ints) -> Floats:
        """The standard deviation of the log-odds of some rows."""
        return self.snapshot.spread(outcome, self.table.rows(rows), self.uses[rows])

    def _drawn(self, rows: Ints, explore: float) -> Floats:
        table, uses, draws = self.table.rows(rows), self.uses[rows], self.config.draws
        turned = {
            outcome: self.snapshot.turned_out(outcome, table, uses, explore, draws)
            for outcome in self.log_odds
        }
        return _worth(self.config.weights, turned)


def _best(scores: Floats, eligible: Yes, most: int) -> Ints:
    key = np.where(eligible, -scores, np.inf)
    rows = np.arange(len(key))
    if most < len(key):
        limit = np.partition(key, most - 1)[most - 1]
        rows = np.flatnonzero(key <= limit)
    return rows[np.lexsort((-scores[rows], key[rows]))][:most]


def _worth(weights: Weights, rates: Mapping[Outcome, Floats]) -> Floats:
    worth = weights.signed()
    total: Floats = np.sum([worth[outcome] * chance for outcome, chance in rates.items()], axis=0)
    return total
