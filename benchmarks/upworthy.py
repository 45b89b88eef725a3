"""How well the ranker reads real headline tests of which it saw a tenth.

    python -m benchmarks.upworthy [--reveals 5] [--json FILE]

A tenth of all impressions is revealed, drawn without replacement; the rest is what comes. A headline's rate is
foretold, raw and by the ranker, and the best headline of each test picked. Tests come in groups of GROUP in the order
of their weeks, as a house of that size would see them. Intervals of the figures are a bootstrap over tests.

Revealed unevenly, arms differ in what was seen of them as posts do (log-normal, sd 1); the targets are of that.
Revealed evenly, all arms of a test have about the same impressions: every estimate that respects the order picks what
the raw rate picks, and the raw error is smaller to begin with. That is printed too, beside the best constant shrinkage
anybody could have chosen in hindsight.
Data: the Upworthy Research Archive, see benchmarks/data/README.md.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import Figure, publish
from content_calendar.ranking import Candidate, Features, Observation, Ranker, RankerConfig

DATA = Path(__file__).parent / "data" / "upworthy.csv"
REVEALED = 0.1
GROUP = 200
Z80, Z90 = 1.2815515655, 1.6448536270
BOOTSTRAP = 2000
PSEUDO = (50, 100, 200, 300, 600, 900, 1200, 1800, 2500)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arms:
    """One entry per headline, those of a test together; `test` numbers the tests from 0 in the order of their weeks."""

    test: Ints
    impressions: Ints
    clicks: Ints

    def of(self, keep: NDArray[np.bool_]) -> Arms:
        """Some of the arms."""
        return Arms(self.test[keep], self.impressions[keep], self.clicks[keep])


@dataclass(frozen=True, slots=True)
class Foretold:
    """Per arm the rate foretold and the standard deviation of its log-odds."""

    rate: Floats
    spread: Floats


def read() -> Arms:
    """All arms of the file, tests by week."""
    with DATA.open() as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["week"])
    number = {test: place for place, test in enumerate(dict.fromkeys(row["test"] for row in rows))}
    arms = sorted((number[row["test"]], int(row["impressions"]), int(row["clicks"])) for row in rows)
    return Arms(*(np.array(column) for column in zip(*arms, strict=True)))


def split(arms: Arms, seed: int, unevenness: float) -> tuple[Arms, Arms]:
    """What is revealed of each arm, and what comes. `unevenness` is the sd of the logarithm of the share revealed."""
    random = np.random.default_rng(seed)
    share = np.exp(unevenness * random.standard_normal(len(arms.test))) * arms.impressions
    wanted = np.round(REVEALED * arms.impressions.sum() * share / share.sum())
    shown = np.clip(wanted, 1, arms.impressions // 2).astype(np.int64)
    clicks = random.hypergeometric(arms.clicks, arms.impressions - arms.clicks, shown)
    return Arms(arms.test, shown, clicks), Arms(arms.test, arms.impressions - shown, arms.clicks - clicks)


def foretell(seen: Arms) -> Foretold:
    """The ranker's view of one group of tests: every test is a slot, every headline a template tried once in it."""
    tests = len(np.unique(seen.test))
    ranker = Ranker(RankerConfig(drift=0.0, overdispersion=0.02, dimension=2 + tests))
    features = [Features(slot=str(test), template=str(arm)) for arm, test in enumerate(seen.test)]
    posts = zip(features, seen.impressions.tolist(), seen.clicks.tolist(), strict=True)
    ranker.observe(Observation(features, shown, clicks, week=1) for features, shown, clicks in posts)
    ranker.end_week(1)
    ranked = ranker.rank([Candidate(str(arm), of) for arm, of in enumerate(features)], explain=0)
    found = {int(entry.key): entry for entry in ranked}
    means = np.array([found[arm].mean for arm in range(len(features))])
    highs = np.array([found[arm].high for arm in range(len(features))])
    return Foretold(means, (_logit(highs) - _logit(means)) / Z80)


def groups(arms: Arms) -> Iterator[NDArray[np.bool_]]:
    """Which arms belong to each group of tests."""
    for first in range(0, int(arms.test.max()) + 1, GROUP):
        yield (arms.test >= first) & (arms.test < first + GROUP)


@dataclass(frozen=True, slots=True)
class Scores:
    """Per test: squared errors, arms, arms whose interval held, and true rates: of the mean arm and of both picks."""

    raw_error: Floats
    error: Floats
    arms: Floats
    covered: Floats
    average: Floats
    raw_pick: Floats
    pick: Floats


def score(seen: Arms, rest: Arms) -> Scores:
    """How one reveal went."""
    raw = seen.clicks / seen.impressions
    parts = [foretell(seen.of(group)) for group in groups(seen)]
    mine = np.concatenate([part.rate for part in parts])
    spread = np.concatenate([part.spread for part in parts])
    came, tests = rest.clicks / rest.impressions, rest.test
    noise = 1.0 / (rest.impressions * mine * (1 - mine))
    off = _logit((rest.clicks + 0.5) / (rest.impressions + 1)) - _logit(mine)
    covered = np.abs(off) <= Z90 * np.hypot(spread, np.sqrt(noise))
    arms = np.bincount(tests).astype(np.float64)
    return Scores(
        np.bincount(tests, (raw - came) ** 2), np.bincount(tests, (mine - came) ** 2), arms,
        np.bincount(tests, covered), np.bincount(tests, came) / arms, _picked(raw, came, tests),
        _picked(mine, came, tests),
    )  # fmt: skip


def figures(scores: Scores, tests: Ints) -> tuple[float, float, float, float]:
    """RMSE over that of the raw rate, coverage in %, lift of the pick in % over the mean arm, and of the raw pick."""
    total = {name: float(getattr(scores, name)[tests].sum()) for name in Scores.__slots__}
    return (
        (total["error"] / total["raw_error"]) ** 0.5, 100 * total["covered"] / total["arms"],
        100 * (total["pick"] / total["average"] - 1), 100 * (total["raw_pick"] / total["average"] - 1),
    )  # fmt: skip


def hindsight(seen: Arms, rest: Arms) -> float:
    """The RMSE over the raw one of the best pseudo-impressions towards the test's mean and of that to the overall."""
    came, raw = rest.clicks / rest.impressions, seen.clicks / seen.impressions
    clicks, shown = np.bincount(seen.test, seen.clicks), np.bincount(seen.test, seen.impressions)
    best = np.inf
    for outer, inner in product(PSEUDO, PSEUDO):
        mean = (clicks + outer * clicks.sum() / shown.sum()) / (shown + outer)
        near = (seen.clicks + inner * mean[seen.test]) / (seen.impressions + inner)
        best = min(best, float(np.square(near - came).sum() / np.square(raw - came).sum()) ** 0.5)
    return best


def reveal(arms: Arms, reveals: int, unevenness: float) -> tuple[float, float, float, float]:
    """The figures over `reveals` draws, printed with their intervals."""
    splits = [split(arms, seed, unevenness) for seed in range(reveals)]
    runs = [score(seen, rest) for seen, rest in splits]
    scores = Scores(*(np.mean([getattr(run, name) for run in runs], axis=0) for name in Scores.__slots__))
    count, random = len(scores.arms), np.random.default_rng(0)
    found = figures(scores, np.arange(count))
    again = np.array([figures(scores, random.integers(count, size=count)) for _ in range(BOOTSTRAP)])
    ends = np.percentile(np.column_stack([again, again[:, 2] - again[:, 3]]), [2.5, 97.5], axis=0).T
    print(f"\n{count} tests, {len(arms.test)} arms, {reveals} reveals, unevenness {unevenness:g}; 95 % over tests")
    named = ("RMSE over raw", "90 % intervals cover, %", "lift of the pick, %", "lift of raw pick, %", "gain, points")
    for name, value, (low, high) in zip(named, (*found, found[2] - found[3]), ends, strict=True):
        print(f"  {name:<28}{value:8.3f}  ({low:.3f} to {high:.3f})")
    print(f"  best constant shrinkage in hindsight, RMSE over raw {np.mean([hindsight(*pair) for pair in splits]):.3f}")
    return found


def main() -> None:
    """Reveal, foretell, score, publish."""
    parser = argparse.ArgumentParser(description="The ranker on real headline tests.")
    parser.add_argument("--reveals", type=int, default=5, help="times the revealed tenth is drawn")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    asked = parser.parse_args()
    arms = read()
    even = reveal(arms, asked.reveals, 0.0)
    ratio, covered, pick, raw = reveal(arms, asked.reveals, 1.0)
    publish("Headline tests, a tenth revealed", [
        Figure("RMSE, share of that of the raw rate", 100 * ratio, "%", "≤", 55.0),
        Figure("90 % intervals cover at least", covered, "%", "≥", 88.0),
        Figure("90 % intervals cover at most", covered, "%", "≤", 92.0),
        Figure("lift of the pick", pick, "%", "≥", raw + 0.2, raw, "raw rate"),
        Figure("RMSE, share of raw, revealed evenly", 100 * even[0], "%"),
        Figure("90 % intervals cover, revealed evenly", even[1], "%"),
        Figure("lift of the pick, revealed evenly", even[2], "%", baseline=even[3], against="raw rate"),
    ], asked.json)  # fmt: skip


def _picked(rate: Floats, came: Floats, tests: Ints) -> Floats:
    """Per test what came of the arm with the best `rate`; of equals the mean."""
    best = np.full(int(tests.max()) + 1, -np.inf)
    np.maximum.at(best, tests, rate)
    won = rate >= best[tests]
    return np.asarray(np.bincount(tests, came * won) / np.bincount(tests, won), dtype=np.float64)


def _logit(rate: Floats) -> Floats:
    return np.asarray(np.log(rate / (1 - rate)), dtype=np.float64)


if __name__ == "__main__":
    main()
