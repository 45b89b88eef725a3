"""How fast the ranker ranks and learns, with a year's history of a house of 20 personas.

    python -m benchmarks.ranking_speed [--json FILE]

Ranking is timed for a pool read before (the pages of a house rank the same candidates many times) and for candidates
that are read on the way; learning from observations as they come out of the ledger, reading included. Best of five.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.report import Figure, asked, publish
from content_calendar.ranking import Candidate, Features, Observation, Pool, Ranker

WEEKS, POSTS_A_WEEK, UPDATES = 52, 50, 50_000
TRIES = 5


def features(random: np.random.Generator, count: int) -> list[Features]:
    """Posts of 20 personas, 7 slots, 6 forms, 5 values, two of 12 tags, 3 prompts and 320 templates."""
    sizes = (20, 7, 6, 5, 12, 12, 3, 320)
    drawn = np.stack([random.integers(size, size=count) for size in sizes], axis=1).tolist()
    return [
        Features(persona=f"p{persona}", slot=f"s{slot}", form=f"f{form}", value=f"v{value}",
                 tags=(f"t{first}", f"t{second}"), prompt=f"q{prompt}", template=f"m{template}")
        for persona, slot, form, value, first, second, prompt, template in drawn
    ]  # fmt: skip


def observations(random: np.random.Generator, count: int, week: int, *, all_outcomes: bool) -> list[Observation]:
    """Posts with their numbers."""
    shown = np.clip(random.lognormal(np.log(1000), 1.6, count), 10, 100_000).astype(int)
    liked, left = random.binomial(shown, 0.04), random.binomial(shown, 0.0004)
    return [
        Observation(seen, views, likes, week, acts=likes // 4 if all_outcomes else None,
                    harms=gone if all_outcomes else None)
        for seen, views, likes, gone in zip(
            features(random, count), shown.tolist(), liked.tolist(), left.tolist(), strict=True)
    ]  # fmt: skip


def with_history(random: np.random.Generator, *, all_outcomes: bool) -> Ranker:
    """A ranker that lived through a year."""
    ranker = Ranker()
    for week in range(WEEKS):
        ranker.observe(observations(random, POSTS_A_WEEK, week, all_outcomes=all_outcomes))
        ranker.end_week(week)
    return ranker


def milliseconds(work: Callable[[], object]) -> float:
    """The best of a few runs."""
    times = []
    for _ in range(TRIES):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return min(times)


def updates_a_second(ranker: Ranker, posts: list[Observation]) -> float:
    """Observed, learned from and lasting."""
    again = [Ranker.from_bytes(ranker.to_bytes()) for _ in range(2)]

    def learn() -> None:
        learner = again.pop()
        learner.observe(posts)
        learner.end_week(WEEKS)

    times = []
    for _ in range(2):
        start = time.perf_counter()
        learn()
        times.append(time.perf_counter() - start)
    return len(posts) / min(times)


def main() -> None:
    """Measure and publish."""
    to = asked("Speed of ranking and learning.").json
    random = np.random.default_rng(7)
    plain, full = with_history(random, all_outcomes=False), with_history(random, all_outcomes=True)
    found = []
    for count, target in ((100_000, 15.0), (1_000_000, 150.0)):
        candidates = [Candidate(str(number), seen) for number, seen in enumerate(features(random, count))]
        pool = Pool.of(candidates)
        for name, ranker, goal in (("engagement", plain, target), ("all outcomes, harm judged", full, None)):
            spent = milliseconds(lambda r=ranker, p=pool: r.rank(p, persona="p1", slot="s1", explore=0.5, seed=1)[0])
            found.append(Figure(f"rank {count:,}, {name}", spent, "ms", "≤", goal))
        if count == 100_000:
            spent = milliseconds(lambda c=candidates: plain.rank(c, persona="p1", slot="s1")[0])
            found.append(Figure(f"rank {count:,}, read on the way", spent, "ms"))
    for name, ranker, wanted in (("engagement", plain, 50_000.0), ("all outcomes", full, None)):
        posts = observations(random, UPDATES, WEEKS, all_outcomes=wanted is None)
        found.append(Figure(f"updates, {name}", updates_a_second(ranker, posts), "/s", "≥", wanted))
    publish("Speed of the ranker", found, to)


if __name__ == "__main__":
    main()
