"""A year of posting with known truth: effects on log-odds, drift, a shock, late feedback, personas that tire.

The truth of a year does not depend on what a policy does, but for fatigue; it is made once and lived through by every
policy. Exposures, delays and luck of a moment are the same whatever is sent in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from content_calendar.ranking import Features

WEEKS = 52
POSTS_A_WEEK = 50
CANDIDATES = 10
PERSONAS, TAGS, FORMS, SLOTS = 20, 12, 6, 7
TEMPLATES, NEW_A_WEEK = 60, 5
COUNT = TEMPLATES + WEEKS * NEW_A_WEEK
BASE = -3.5
FATIGUE, FATIGUE_USES, FATIGUE_WEEKS = 0.12, 5, 4
SHOCK_WEEK = 26
VIRAL_FREEDOM = 3
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SHAPES = {
    "persona": (PERSONAS,), "slot": (SLOTS,), "form": (FORMS,), "tag": (TAGS,), "template": (COUNT,),
    "persona_form": (PERSONAS, FORMS), "persona_tag": (PERSONAS, TAGS), "persona_template": (PERSONAS, COUNT),
    "slot_form": (SLOTS, FORMS), "form_tag": (FORMS, TAGS),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorldSpec:
    """Standard deviations of the effects; `drift` is the share of each variance renewed a week, `shock` at week 26.

    slot_form, form_tag, viral (a scale of Student's t with 3 degrees of freedom on each post) and wear (log-odds a
    template loses with each week of its life) are unknown to the product's model.
    """

    persona: float = 0.0
    slot: float = 0.0
    form: float = 0.0
    tag: float = 0.0
    persona_form: float = 0.0
    persona_tag: float = 0.0
    template: float = 0.0
    persona_template: float = 0.0
    slot_form: float = 0.0
    form_tag: float = 0.0
    viral: float = 0.0
    wear: float = 0.0
    drift: float = 0.005
    shock: float = 0.3


STRUCTURED = WorldSpec(
    persona=0.5, slot=0.25, form=0.2, tag=0.15, persona_form=0.2, persona_tag=0.25, template=0.2
)
PLAIN = WorldSpec(template=0.35, persona_template=0.35)
FOREIGN = WorldSpec(persona=0.3, tag=0.1, template=0.1, slot_form=0.35, form_tag=0.35, viral=0.2, wear=0.03, shock=0.6)


@dataclass(frozen=True, slots=True)
class Offer:
    """A template that could be sent, as a policy may see it."""

    template: int
    features: Features
    uses: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A slot of one persona to fill; `number` counts the moments of the year."""

    number: int
    persona: int
    offers: tuple[Offer, ...]


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


class Truth:
    """All that is so in the world of `seed`: arrays over weeks, posts of a week and their offers."""

    def __init__(self, spec: WorldSpec, seed: int) -> None:
        self.spec = spec
        made, moments = np.random.default_rng([seed, 3]), np.random.default_rng([seed, 1])
        self.form: Ints = made.integers(FORMS, size=COUNT)
        self.tags: Ints = np.sort([made.choice(TAGS, size=2, replace=False) for _ in range(COUNT)], axis=1)
        size = (WEEKS, POSTS_A_WEEK)
        self.persona, self.slot = moments.integers(PERSONAS, size=size), moments.integers(SLOTS, size=size)
        first = np.arange(WEEKS)[:, None, None] * NEW_A_WEEK
        drawn = moments.random((*size, TEMPLATES)).argpartition(CANDIDATES, axis=2)
        self.offered: Ints = first + drawn[:, :, :CANDIDATES]
        self.exposures = np.clip(moments.lognormal(np.log(1000), 1.6, size), 10, 100_000).astype(np.int64)
        self.delay, self.luck = moments.integers(1, 3, size=size), moments.integers(2**31, size=size)
        self.viral = spec.viral * moments.standard_t(VIRAL_FREEDOM, size)
        self.log_odds = self._log_odds(made, np.random.default_rng([seed, 2]))

    @cached_property
    def features(self) -> list[list[list[Features]]]:
        """What a policy sees of each offer."""
        return [
            [[self._seen(week, post, int(t)) for t in self.offered[week, post]] for post in range(POSTS_A_WEEK)]
            for week in range(WEEKS)
        ]

    def _seen(self, week: int, post: int, template: int) -> Features:
        return Features(
            persona=f"p{self.persona[week, post]}", slot=f"s{self.slot[week, post]}", form=f"f{self.form[template]}",
            tags=tuple(f"t{tag}" for tag in self.tags[template]), template=f"m{template}",
        )  # fmt: skip

    def _log_odds(self, made: np.random.Generator, shifts: np.random.Generator) -> Floats:
        """Per offer, before fatigue and luck, shape (weeks, posts, offers)."""
        effects = {name: made.normal(0.0, getattr(self.spec, name), shape) for name, shape in SHAPES.items()}
        found = np.zeros(self.offered.shape)
        for week in range(WEEKS):
            found[week] = self._of_week(week, effects)
            share = self.spec.shock if week + 1 == SHOCK_WEEK else self.spec.drift
            for name, effect in effects.items():
                fresh = shifts.normal(0.0, getattr(self.spec, name), effect.shape)
                effects[name] = np.sqrt(1 - share) * effect + np.sqrt(share) * fresh
        return found

    def _of_week(self, week: int, effects: dict[str, Floats]) -> Floats:
        persona, slot, template = self.persona[week][:, None], self.slot[week][:, None], self.offered[week]
        form, tags = self.form[template], self.tags[template]
        age = week - (template - TEMPLATES + 1) / NEW_A_WEEK
        total = (
            BASE + effects["persona"][persona] + effects["slot"][slot] + effects["form"][form]
            + effects["tag"][tags].sum(axis=2) + effects["persona_form"][persona, form]
            + effects["persona_tag"][persona[:, :, None], tags].sum(axis=2) + effects["template"][template]
            + effects["persona_template"][persona, template] + effects["slot_form"][slot, form]
            + effects["form_tag"][form[:, :, None], tags].sum(axis=2) - self.spec.wear * np.minimum(age, 20)
        )  # fmt: skip
        return np.asarray(total, dtype=np.float64)


class World:
    """One policy's way through a truth: it remembers what was sent, for personas tire."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.sent: dict[tuple[int, int], list[int]] = defaultdict(list)

    def moments(self, week: int) -> Iterator[Moment]:
        """The slots of `week`, one after the other."""
        for number in range(POSTS_A_WEEK):
            persona = int(self.truth.persona[week, number])
            features = self.truth.features[week][number]
            offers = tuple(
                Offer(template, seen, self._uses(persona, template, week))
                for template, seen in zip(self.truth.offered[week, number].tolist(), features, strict=True)
            )
            yield Moment(number, persona, offers)

    def send(self, week: int, moment: Moment, choice: int) -> Post:
        """Send the offer numbered `choice`."""
        truth, offer, number = self.truth, moment.offers[choice], moment.number
        lucky, exposures = self.lucky_rates(week, moment)[choice], int(truth.exposures[week, number])
        clicks = int(np.random.default_rng(int(truth.luck[week, number])).binomial(exposures, lucky))
        self.sent[moment.persona, offer.template].append(week)
        rate = float(_rate(self._log_odds(week, moment))[choice])
        return Post(week, int(truth.delay[week, number]), offer.features, offer.uses, exposures, clicks, rate)

    def lucky_rates(self, week: int, moment: Moment) -> Floats:
        """The true rate of each offer with the luck that a post sent at this moment has."""
        return _rate(self._log_odds(week, moment) + self.truth.viral[week, moment.number])

    def _log_odds(self, week: int, moment: Moment) -> Floats:
        worn = np.array([min(offer.uses, FATIGUE_USES) for offer in moment.offers])
        return np.asarray(self.truth.log_odds[week, moment.number] - FATIGUE * worn, dtype=np.float64)

    def _uses(self, persona: int, template: int, week: int) -> int:
        sent = self.sent.get((persona, template), ())
        return sum(1 for when in sent if when > week - FATIGUE_WEEKS)


def _rate(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-log_odds)), dtype=np.float64)
