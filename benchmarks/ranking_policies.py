"""The policies that the benchmark lets pick, from drawing lots to the product's own ranker."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np

from benchmarks.ranking_world import Moment, Post
from content_calendar.ranking import Candidate, Observation, Ranker, RankerConfig, Ranking


class Policy(Protocol):
    """Picks an offer, and learns from posts whose numbers arrived by the end of a week."""

    def choose(self, moment: Moment) -> int: ...

    def learn(self, posts: Sequence[Post], week: int) -> None: ...


class Lots:
    """Any offer, evenly."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng([seed, 10])

    def choose(self, moment: Moment) -> int:
        return int(self.random.integers(len(moment.offers)))

    def learn(self, posts: Sequence[Post], week: int) -> None:
        """Lots do not learn."""


class PerTemplate(ABC):
    """Keeps clicks and views of each template; what it makes of them is up to `value`."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng([seed, 11])
        self.clicks: dict[str, float] = defaultdict(float)
        self.views: dict[str, float] = defaultdict(float)

    def choose(self, moment: Moment) -> int:
        return int(np.argmax([self.value(offer.features.template) for offer in moment.offers]))

    def learn(self, posts: Sequence[Post], week: int) -> None:
        for post in posts:
            self.clicks[post.features.template] += post.clicks
            self.views[post.features.template] += post.exposures

    def overall(self) -> float:
        return (sum(self.clicks.values()) + 0.3) / (sum(self.views.values()) + 10)

    @abstractmethod
    def value(self, template: str) -> float:
        """How promising the template is; the largest is picked."""


class RawRate(PerTemplate):
    """Clicks over views; a template never sent gets the overall rate."""

    def value(self, template: str) -> float:
        return self.clicks[template] / self.views[template] if self.views[template] else self.overall()


class Wilson(PerTemplate):
    """The lower end of Wilson's 95 % interval."""

    def value(self, template: str) -> float:
        z, n = 1.96, self.views[template]
        if not n:
            return 0.0
        p = self.clicks[template] / n
        return float((p + z * z / 2 / n - z * np.sqrt(p * (1 - p) / n + z * z / 4 / n / n)) / (1 + z * z / n))


class Thompson(PerTemplate):
    """A draw from each template's Beta posterior."""

    def value(self, template: str) -> float:
        clicks, views = self.clicks[template], self.views[template]
        return float(self.random.beta(1 + clicks, 30 + views - clicks))


class ObservedExpected(PerTemplate):
    """Clicks over those expected of persona and slot, shrunk as Gamma-Poisson with shape 10."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.places: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        self.expected: dict[str, float] = defaultdict(float)

    def value(self, template: str) -> float:
        return (10 + self.clicks[template]) / (10 + self.expected[template])

    def learn(self, posts: Sequence[Post], week: int) -> None:
        for post in posts:
            place = self.places[post.features.persona, ""]
            place[0] += post.clicks
            place[1] += post.exposures
        super().learn(posts, week)
        overall = self.overall()
        for post in posts:
            clicks, views = self.places[post.features.persona, ""]
            self.expected[post.features.template] += post.exposures * (clicks + 1000 * overall) / (views + 1000)


class Ours:
    """The product's ranker."""

    def __init__(self, seed: int, explore: float, floor: float) -> None:
        self.seed, self.explore, self.moments = seed, explore, 0
        self.ranker = Ranker(RankerConfig(floor=floor))

    def choose(self, moment: Moment) -> int:
        self.moments += 1
        seed = self.seed * 1_000_003 + self.moments
        return int(self.ranker.rank(_candidates(moment), explore=self.explore, seed=seed, explain=0)[0].key)

    def expected(self, moment: Moment) -> Ranking:
        """What it expects of every offer."""
        return self.ranker.rank(_candidates(moment), explain=0)

    def learn(self, posts: Sequence[Post], week: int) -> None:
        self.ranker.observe(
            Observation(post.features, post.exposures, post.clicks, post.week, post.uses) for post in posts
        )
        self.ranker.end_week(week)


def _candidates(moment: Moment) -> list[Candidate]:
    return [Candidate(str(row), offer.features, offer.uses) for row, offer in enumerate(moment.offers)]


POLICIES: Mapping[str, Callable[[int], Policy]] = {
    "random": Lots,
    "raw rate": RawRate,
    "Wilson": Wilson,
    "Thompson": Thompson,
    "Gamma-Poisson O/E": ObservedExpected,
    "ours, greedy": lambda seed: Ours(seed, 0.0, 0.0),
    "ours, as shipped": lambda seed: Ours(seed, 0.5, 0.05),
}
