"""One outcome's two models, the record of how well each foretold, and the voice of the better one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from content_calendar.ranking.companion import Companion
from content_calendar.ranking.design import Encoded, Floats, Layout
from content_calendar.ranking.learning import absorb
from content_calendar.ranking.model import Counts, RateModel, rate
from content_calendar.ranking.variances import drifted, learned
from content_calendar.vocabulary import Outcome

START_RATE = {Outcome.ENGAGE: 0.03, Outcome.ACT: 0.01, Outcome.HARM: 0.001}
LOSS_MEMORY = 0.9
SURE = 1.5
OVERDISPERSION_MEMORY = 200.0
OVERDISPERSION_SAMPLE = 4096
MOST_SHARE = float(np.nextafter(1.0, 0.0))
"""Of tens of millions who all did it the share rounds to 1, of which the loss is no number."""


@dataclass(frozen=True, slots=True)
class OutcomeModel:
    """`lead` is by how much the companion foretold better, in prequential log-loss (Dawid, JRSS A 147, 1984): each post
    judged before it was learned from. `wobble` sums the squares of what single posts gave it.
    """

    outcome: Outcome
    rates: RateModel
    companion: Companion
    lead: float = 0.0
    wobble: float = 0.0

    @classmethod
    def empty(cls, outcome: Outcome, overdispersion: float) -> OutcomeModel:
        """Nothing observed yet."""
        start = START_RATE[outcome]
        return cls(outcome, RateModel.empty(start, overdispersion), Companion.empty(start))

    @property
    def plain(self) -> bool:
        """Whether the companion foretold better of late, by more than chance gives away."""
        return self.lead > SURE * sqrt(self.wobble)

    def sized(self, layout: Layout) -> OutcomeModel:
        """This model with room for each new level of `layout`."""
        return replace(self, rates=self.rates.sized(layout), companion=self.companion.sized(layout))

    def after(self, layout: Layout, posts: Encoded, counts: Counts, drift: float) -> OutcomeModel:
        """This model after a batch of posts, each foretold by both models before they learn from it and from how
        much levels differ.
        """
        sized = self.sized(layout)
        if not len(counts.lag):
            return sized
        judged = _judged(sized, layout, posts, counts) if self.rates.posts else sized
        spare = judged.rates.overdispersion
        return replace(
            judged,
            rates=learned(judged.rates, layout, lambda rates: absorb(rates, posts, counts, drift)),
            companion=judged.companion.after(layout, posts, counts.exposures, counts.events, spare),
        )

    def closed(self, layout: Layout, drift: float, weeks: int) -> OutcomeModel:
        """This model `weeks` later."""
        sized = self.sized(layout)
        return replace(
            self,
            rates=drifted(sized.rates, layout, drift, weeks),
            companion=sized.companion.learned(layout).faded((1.0 - drift) ** weeks),
            lead=self.lead * LOSS_MEMORY**weeks,
            wobble=self.wobble * LOSS_MEMORY**weeks,
        )


def _judged(model: OutcomeModel, layout: Layout, posts: Encoded, counts: Counts) -> OutcomeModel:
    mine, theirs = rate(model.rates.log_odds(posts)), model.companion.rates(layout, posts)
    spare = model.rates.overdispersion
    lead = _loss(mine, counts, spare) - _loss(theirs, counts, spare)
    return replace(
        model,
        rates=_with_overdispersion(model.rates, posts, mine, counts),
        lead=model.lead + float(lead.sum()),
        wobble=model.wobble + float(np.square(lead).sum()),
    )


def _loss(chance: Floats, counts: Counts, overdispersion: float) -> Floats:
    """Log-loss of each post above that of its own rate, its views cut to what overdispersion lets them say."""
    share = np.minimum((counts.events + 1e-9) / (counts.exposures + 2e-9), MOST_SHARE)
    cross = -(share * np.log(chance) + (1 - share) * np.log1p(-chance))
    best = -(share * np.log(share) + (1 - share) * np.log1p(-share))
    views = counts.exposures / (1.0 + counts.exposures * chance * (1 - chance) * overdispersion)
    result: Floats = (cross - best) * views
    return result


def _with_overdispersion(model: RateModel, posts: Encoded, chance: Floats, counts: Counts) -> RateModel:
    """The variance that squared misses show beyond counting noise and doubt about effects, learned slowly.

    A method of moments after Williams (Applied Statistics 31, 1982); of a huge batch an even sample is enough.
    """
    sample = np.arange(0, len(chance), 1 + len(chance) // OVERDISPERSION_SAMPLE)
    chance, spread = chance[sample], model.spread(posts.select(sample))
    exposures, events = counts.exposures[sample], counts.events[sample]
    information = np.maximum(exposures * chance * (1.0 - chance), 1e-12)
    miss = np.clip((events - exposures * chance) / information, -1.5, 1.5)
    noise = spread**2 + 1.0 / information
    weight = np.square(model.overdispersion / (noise + model.overdispersion))
    excess = float(np.sum(weight * (np.square(miss) - noise)))
    trust = float(weight.sum())
    moved = (OVERDISPERSION_MEMORY * model.overdispersion + excess) / (OVERDISPERSION_MEMORY + trust)
    return replace(model, overdispersion=float(np.clip(moved, 0.02**2, 1.0)))
