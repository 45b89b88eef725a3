"""One outcome's two models, the record of how well each foretold, and the voice of the better one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from content_calendar.ranking.belief import Belief, believe
from content_calendar.ranking.companion import Companion
from content_calendar.ranking.design import Encoded, Floats, Layout
from content_calendar.ranking.features import Features
from content_calendar.ranking.learning import absorb, learn_variances
from content_calendar.ranking.model import Counts, RateModel, rate
from content_calendar.vocabulary import Outcome

START_RATE = {Outcome.ENGAGE: 0.03, Outcome.ACT: 0.01, Outcome.HARM: 0.001}
LOSS_MEMORY = 0.9
COMPANION_LEAD = 3.0
OVERDISPERSION_MEMORY = 200.0
LEARNING_STEPS = 1


@dataclass(frozen=True, slots=True)
class OutcomeModel:
    """`rate_loss` and `companion_loss` are prequential: each post judged before it was learned from."""

    outcome: Outcome
    rates: RateModel
    companion: Companion
    rate_loss: float = 0.0
    companion_loss: float = 0.0

    @classmethod
    def empty(cls, outcome: Outcome, overdispersion: float) -> OutcomeModel:
        """Nothing observed yet."""
        return cls(outcome, RateModel.empty(START_RATE[outcome], overdispersion), Companion())

    @property
    def plain(self) -> bool:
        """Whether the companion foretold better of late, by more than chance gives away."""
        return self.companion_loss + COMPANION_LEAD < self.rate_loss

    def after(self, layout: Layout, posts: Sequence[Features], encoded: Encoded, counts: Counts) -> OutcomeModel:
        """This model after a batch of posts, each foretold by both models before they learn from it."""
        if not posts:
            return replace(self, rates=self.rates.sized(layout))
        sized = replace(self, rates=self.rates.sized(layout))
        before = believe(sized.rates, layout)
        judged = _judged(sized, before, posts, encoded, counts) if self.rates.posts else sized
        shown, happened = counts.exposures * counts.weight, counts.events * counts.weight
        start, spare = START_RATE[self.outcome], judged.rates.overdispersion
        return replace(
            judged,
            rates=absorb(judged.rates, layout, before, encoded, counts),
            companion=self.companion.after(posts, shown, happened, spare, start),
        )

    def closed(self, layout: Layout, memory: float) -> OutcomeModel:
        """This model at the end of a week: variances learned, the past faded by `memory`."""
        rates = self.rates.sized(layout)
        for _ in range(LEARNING_STEPS if rates.posts else 0):
            rates = learn_variances(rates, layout)
        return replace(
            self,
            rates=rates.faded(memory),
            companion=self.companion.learned().faded(memory),
            rate_loss=self.rate_loss * LOSS_MEMORY,
            companion_loss=self.companion_loss * LOSS_MEMORY,
        )


def _judged(
    model: OutcomeModel, before: Belief, posts: Sequence[Features], encoded: Encoded, counts: Counts
) -> OutcomeModel:
    mine, spread = rate(before.log_odds(encoded)), before.spread(encoded)
    theirs, _ = model.companion.rates(posts, START_RATE[model.outcome])
    spare = model.rates.overdispersion
    return replace(
        model,
        rates=_with_overdispersion(model.rates, mine, spread, counts),
        rate_loss=model.rate_loss + _loss(mine, counts, spare),
        companion_loss=model.companion_loss + _loss(theirs, counts, spare),
    )


def _loss(chance: Floats, counts: Counts, overdispersion: float) -> float:
    """Log-loss per view, summed over posts, each post's views cut to what overdispersion lets them say."""
    share = (counts.events + 1e-9) / (counts.exposures + 2e-9)
    cross = -(share * np.log(chance) + (1 - share) * np.log1p(-chance))
    best = -(share * np.log(share) + (1 - share) * np.log1p(-share))
    views = counts.exposures / (1.0 + counts.exposures * chance * (1 - chance) * overdispersion)
    return float(np.sum((cross - best) * views))


def _with_overdispersion(model: RateModel, chance: Floats, spread: Floats, counts: Counts) -> RateModel:
    information = counts.exposures * chance * (1.0 - chance)
    miss = np.clip((counts.events - counts.exposures * chance) / np.maximum(information, 1e-12), -1.5, 1.5)
    weight = information / (1.0 + information * model.overdispersion) * model.overdispersion
    excess = float(np.sum(weight * (miss**2 - 1.0 / np.maximum(information, 1e-12) - spread**2)))
    trust = float(weight.sum())
    moved = (OVERDISPERSION_MEMORY * model.overdispersion + excess) / (OVERDISPERSION_MEMORY + trust)
    return replace(model, overdispersion=float(np.clip(moved, 0.05**2, 1.0)))
