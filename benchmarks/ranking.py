"""How much better the picks get: simulated years of posting, every policy in the same worlds.

    python -m benchmarks.ranking [--seeds 200] [--first 0] [--world NAME] [--policy NAME] [--json FILE]

In each world 50 posts a week for 52 weeks each choose among ten candidates. Lift is the true click rate of what a
policy sent over that of random picks in the same world, in percent; the interval is 95 % over worlds, and what ships is
set against each baseline in pairs. Targets compare it with the raw rate where there is structure to learn, and with
observed/expected where there is none. The foreign world has what the model does not know: slots that favour forms,
forms that favour tags, posts that go viral, templates that age, a harder shock. It has no target.
Intervals: of how many candidates, from week 4 on, the true rate lay within the 80 % interval.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.ranking_policies import POLICIES, Ours, Policy
from benchmarks.ranking_world import FOREIGN, PLAIN, STRUCTURED, WEEKS, Moment, Post, Truth, World, WorldSpec
from benchmarks.report import Figure, publish

SHIPPED, GREEDY = "ours, as shipped", "ours, greedy"
MORE_THAN_RAW, NOT_WORSE = 25.0, -1.0
WORLDS = {"structured": STRUCTURED, "plain": PLAIN, "foreign": FOREIGN}
ASKED_FROM_WEEK, ASK_EVERY = 4, 10


@dataclass(frozen=True, slots=True)
class Year:
    """What one policy made of one world: mean true rate, seconds, and intervals that held of those asked."""

    rate: float
    seconds: float
    held: int = 0
    intervals: int = 0


@dataclass(frozen=True, slots=True)
class Lift:
    """A mean in percent and half the width of its 95 % interval over worlds."""

    mean: float
    margin: float

    @classmethod
    def of(cls, gains: Sequence[float]) -> Lift:
        """The mean of one gain per world."""
        margin = 1.96 * float(np.std(gains, ddof=1)) / len(gains) ** 0.5 if len(gains) > 1 else float("nan")
        return cls(float(np.mean(gains)), margin)


def year(world: World, policy: Policy) -> Year:
    """One year; feedback reaches the policy one to two weeks late. Asking for intervals changes nothing it does."""
    waiting: list[Post] = []
    rates, held, spent = [], [], 0.0
    for week in range(WEEKS):
        for moment in world.moments(week):
            if isinstance(policy, Ours) and week >= ASKED_FROM_WEEK and moment.number % ASK_EVERY == 0:
                held.extend(_held(world, week, moment, policy))
            start = time.process_time()
            chosen = policy.choose(moment)
            spent += time.process_time() - start
            post = world.send(week, moment, chosen)
            rates.append(post.rate)
            waiting.append(post)
        start = time.process_time()
        policy.learn([post for post in waiting if post.week + post.delay <= week], week)
        spent += time.process_time() - start
        waiting = [post for post in waiting if post.week + post.delay > week]
    return Year(float(np.mean(rates)), spent, sum(held), len(held))


def one_world(spec: WorldSpec, names: Sequence[str], seed: int) -> dict[str, Year]:
    """The year of each policy in the world of `seed`."""
    truth = Truth(spec, seed)
    return {name: year(World(truth), POLICIES[name](seed)) for name in names}


def lifts(runs: Sequence[Mapping[str, Year]], over: str = "random") -> dict[str, Lift]:
    """The lift of each policy in percent of random, less that of the policy `over`, paired by world."""
    return {
        name: Lift.of([100 * (run[name].rate - run[over].rate) / run["random"].rate for run in runs])
        for name in runs[0]
    }


def main() -> None:
    """Run the worlds, print every policy and publish what ships beside its baselines."""
    asked = _arguments()
    names = ["random", *(asked.policy or (name for name in POLICIES if name not in {"random", GREEDY}))]
    found: list[Figure] = []
    for world in [asked.world] if asked.world else WORLDS:
        with ProcessPoolExecutor(asked.processes) as pool:
            work = partial(one_world, WORLDS[world], names)
            runs = list(pool.map(work, range(asked.first, asked.first + asked.seeds)))
        _print(world, runs)
        if SHIPPED in names:
            found.extend(_figures(world, runs))
    publish(f"Ranking, {asked.seeds} seeds", found, asked.json)


def _held(world: World, week: int, moment: Moment, policy: Ours) -> list[bool]:
    truth = world.lucky_rates(week, moment)
    return [entry.low <= truth[int(entry.key)] <= entry.high for entry in policy.expected(moment)]


def _print(world: str, runs: Sequence[Mapping[str, Year]]) -> None:
    print(f"\n{world} world, {len(runs)} seeds: lift over random, %; ours less this policy, points; 80 % intervals")
    plain = lifts(runs)
    ahead = lifts(runs, SHIPPED) if SHIPPED in plain else {}
    for name, lift in plain.items():
        paired = f"{-ahead[name].mean:+7.1f} ±{ahead[name].margin:4.1f}" if ahead else ""
        years = [run[name] for run in runs]
        asked = sum(one.intervals for one in years)
        cover = f"  {100 * sum(one.held for one in years) / asked:5.1f} % hold" if asked else ""
        seconds = float(np.mean([one.seconds for one in years]))
        print(f"  {name:<20}{lift.mean:+7.1f} ±{lift.margin:4.1f} {paired:>15}   {seconds:5.2f} s a year{cover}")


def _figures(world: str, runs: Sequence[Mapping[str, Year]]) -> list[Figure]:
    plain, ahead = lifts(runs), lifts(runs, SHIPPED)
    ours = plain[SHIPPED].mean
    figures = []
    if world == "structured" and "raw rate" in plain:
        raw = plain["raw rate"].mean
        goal = raw + MORE_THAN_RAW
        figures.append(Figure("structured world, as shipped", ours, "% lift", "≥", goal, raw, "raw rate"))
    elif world == "plain" and "Gamma-Poisson O/E" in plain:
        rival = ahead["Gamma-Poisson O/E"]
        least = -rival.mean - rival.margin
        figures.append(Figure("plain world, ours less O/E, lower end", least, "points", "≥", NOT_WORSE))
    else:
        best = max((name for name in plain if not name.startswith("ours")), key=lambda name: plain[name].mean)
        figures.append(Figure(f"{world} world, as shipped", ours, "% lift", baseline=plain[best].mean, against=best))
    asked = sum(run[SHIPPED].intervals for run in runs)
    held = 100 * sum(run[SHIPPED].held for run in runs) / asked
    return [*figures, Figure(f"{world} world, 80 % intervals that hold", held, "%")]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Lift of ranking policies in simulated worlds.")
    parser.add_argument("--seeds", type=int, default=200, help="worlds of each kind; a world takes seconds")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--world", choices=list(WORLDS), help="one kind only")
    parser.add_argument("--policy", action="append", choices=list(POLICIES)[1:], help="only these beside random")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
