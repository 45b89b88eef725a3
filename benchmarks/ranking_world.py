"""A year of posting with known truth: effects on log-odds, drift, a shock, late feedback, personas that tire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from content_calendar.ranking import Features

WEEKS = 52
POSTS_A_WEEK = 50
CANDIDATES = 10
PERSONAS, TAGS, FORMS, SLOTS = 20, 12, 6, 7
TEMPLATES, NEW_A_WEEK = 60, 5
BASE = -3.5
FATIGUE = 0.12
SHOCK_WEEK = 26


@dataclass(frozen=True, slots=True)
class WorldSpec:
    """Standard deviations of the effects; `drift` is the share of each variance renewed a week, `shock` at week 26."""

    persona: float = 0.0
    slot: float = 0.0
    form: float = 0.0
    tag: float = 0.0
    persona_form: float = 0.0
    persona_tag: float = 0.0
    template: float = 0.0
    persona_template: float = 0.0
    drift: float = 0.005
    shock: float = 0.3


STRUCTURED = WorldSpec(
    persona=0.5, slot=0.25, form=0.2, tag=0.15, persona_form=0.2, persona_tag=0.25, template=0.2
)
PLAIN = WorldSpec(template=0.35, persona_template=0.35)


@dataclass(frozen=True, slots=True)
class Offer:
    """A template that could be sent, as a policy may see it."""

    template: int
    features: Features
    uses: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A slot of one persona to fill."""

    week: int
    persona: int
    slot: int
    offers: tuple[Offer, ...]
    exposures: int
    delay: int
    luck: int


@dataclass(frozen=True, slots=True)
class Post:
    """What was sent and what came back; `rate` is the truth no policy sees."""

    week: int
    delay: int
    features: Features
    uses: int
    exposures: int
    clicks: int
    rate: float


class World:
    """The truth of one seed. Moments do not depend on what a policy does; fatigue does."""

    def __init__(self, spec: WorldSpec, seed: int) -> None:
        self.spec = spec
        self.random = np.random.default_rng([seed, 1])
        self.shifts = np.random.default_rng([seed, 2])
        count = TEMPLATES + WEEKS * NEW_A_WEEK
        made = np.random.default_rng([seed, 3])
        self.form = made.integers(FORMS, size=count)
        self.tags = [tuple(sorted(made.choice(TAGS, size=2, replace=False))) for _ in range(count)]
        shapes = {
            "persona": (PERSONAS,), "slot": (SLOTS,), "form": (FORMS,), "tag": (TAGS,), "template": (count,),
            "persona_form": (PERSONAS, FORMS), "persona_tag": (PERSONAS, TAGS), "persona_template": (PERSONAS, count),
        }  # fmt: skip
        self.effects = {name: made.normal(0.0, getattr(spec, name), shape) for name, shape in shapes.items()}
        self.active = list(range(TEMPLATES))
        self.sent: dict[tuple[int, int], list[int]] = defaultdict(list)

    def moments(self, week: int) -> Iterator[Moment]:
        """The slots of `week`, one after the other."""
        for _ in range(POSTS_A_WEEK):
            persona, slot = int(self.random.integers(PERSONAS)), int(self.random.integers(SLOTS))
            drawn = self.random.choice(self.active, size=CANDIDATES, replace=False)
            exposures = int(np.clip(self.random.lognormal(np.log(1000), 1.6), 10, 100_000))
            delay, luck = int(self.random.integers(1, 3)), int(self.random.integers(2**31))
            offers = tuple(self._offer(int(template), persona, slot, week) for template in drawn)
            yield Moment(week, persona, slot, offers, exposures, delay, luck)

    def send(self, moment: Moment, choice: int) -> Post:
        """Send the offer numbered `choice`."""
        offer = moment.offers[choice]
        rate = self._rate(moment.persona, moment.slot, offer)
        clicks = int(np.random.default_rng(moment.luck).binomial(moment.exposures, rate))
        self.sent[moment.persona, offer.template].append(moment.week)
        return Post(moment.week, moment.delay, offer.features, offer.uses, moment.exposures, clicks, rate)

    def next_week(self, week: int) -> None:
        """Renew part of every effect, and five templates."""
        share = self.spec.shock if week + 1 == SHOCK_WEEK else self.spec.drift
        for name, effect in self.effects.items():
            fresh = self.shifts.normal(0.0, getattr(self.spec, name), effect.shape)
            self.effects[name] = np.sqrt(1 - share) * effect + np.sqrt(share) * fresh
        first = TEMPLATES + week * NEW_A_WEEK
        self.active = [*self.active[NEW_A_WEEK:], *range(first, first + NEW_A_WEEK)]

    def _offer(self, template: int, persona: int, slot: int, week: int) -> Offer:
        uses = sum(1 for sent in self.sent[persona, template] if sent > week - 4)
        features = Features(
            persona=f"p{persona}", slot=f"s{slot}", form=f"f{self.form[template]}",
            tags=tuple(f"t{tag}" for tag in self.tags[template]), template=f"m{template}",
        )  # fmt: skip
        return Offer(template, features, uses)

    def _rate(self, persona: int, slot: int, offer: Offer) -> float:
        effects, template = self.effects, offer.template
        form, tags = self.form[template], list(self.tags[template])
        log_odds = (
            BASE + effects["persona"][persona] + effects["slot"][slot] + effects["form"][form]
            + effects["tag"][tags].sum() + effects["persona_form"][persona, form]
            + effects["persona_tag"][persona, tags].sum() + effects["template"][template]
            + effects["persona_template"][persona, template] - FATIGUE * min(offer.uses, 5)
        )  # fmt: skip
        return float(1 / (1 + np.exp(-log_odds)))
