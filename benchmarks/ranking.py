"""How much better the picks get: simulated years of posting, every policy in the same worlds.

    python -m benchmarks.ranking [--seeds 8] [--world structured|plain] [--json FILE]

In each world 50 posts a week for 52 weeks each choose among ten candidates. Lift is the true click rate of what a
policy sent over that of random picks in the same world, in percent; the interval is 95 % over worlds. Targets compare
what ships with the raw rate where there is structure to learn, and with observed/expected where there is none.
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

from benchmarks.ranking_policies import POLICIES, Policy
from benchmarks.ranking_world import PLAIN, STRUCTURED, WEEKS, Post, World, WorldSpec
from benchmarks.report import Figure, publish

SHIPPED = "ours, as shipped"
MORE_THAN_RAW = 25.0
WORLDS = {"structured": STRUCTURED, "plain": PLAIN}


@dataclass(frozen=True, slots=True)
class Lift:
    """A policy's mean lift in percent over random, half the width of its 95 % interval, and its seconds per world."""

    policy: str
    mean: float
    margin: float
    seconds: float


def year(world: World, policy: Policy) -> float:
    """The mean true rate of what `policy` sent in one year; feedback reaches it one to two weeks late."""
    waiting: list[Post] = []
    rates = []
    for week in range(WEEKS):
        for moment in world.moments(week):
            chosen = policy.choose(moment)
            post = world.send(moment, chosen)
            rates.append(post.rate)
            waiting.append(post)
        arrived = [post for post in waiting if post.week + post.delay <= week]
        waiting = [post for post in waiting if post.week + post.delay > week]
        policy.learn(arrived, week)
        world.next_week(week)
    return float(np.mean(rates))


def one_world(spec: WorldSpec, names: Sequence[str], seed: int) -> dict[str, tuple[float, float]]:
    """Per policy its mean true rate in the world of `seed` and the seconds it took."""
    found = {}
    for name in names:
        start = time.perf_counter()
        found[name] = (year(World(spec, seed), POLICIES[name](seed)), time.perf_counter() - start)
    return found


def lifts(runs: Sequence[Mapping[str, tuple[float, float]]]) -> list[Lift]:
    """The lift of each policy over random, paired by world."""
    table = []
    for name in runs[0]:
        gains = [100 * (run[name][0] / run["random"][0] - 1) for run in runs]
        margin = 1.96 * float(np.std(gains, ddof=1)) / len(gains) ** 0.5 if len(gains) > 1 else float("nan")
        table.append(Lift(name, float(np.mean(gains)), margin, float(np.mean([run[name][1] for run in runs]))))
    return table


def main() -> None:
    """Run the worlds, print every policy and publish what ships beside its baselines."""
    asked = _arguments()
    tables: dict[str, list[Lift]] = {}
    for world in [asked.world] if asked.world else WORLDS:
        work = partial(one_world, WORLDS[world], ["random", *(asked.policy or list(POLICIES)[1:])])
        with ProcessPoolExecutor(asked.processes) as pool:
            tables[world] = lifts(list(pool.map(work, range(asked.seeds))))
        print(f"\n{world} world, {asked.seeds} seeds: lift over random, %")
        for lift in tables[world]:
            print(f"  {lift.policy:<24}{lift.mean:+7.1f} ±{lift.margin:4.1f}   {lift.seconds:6.2f} s a year")
    publish(f"Ranking, {asked.seeds} seeds", _figures(tables), asked.json)


def _figures(tables: Mapping[str, Sequence[Lift]]) -> list[Figure]:
    found = {(world, lift.policy): lift.mean for world, table in tables.items() for lift in table}
    rivals = {"structured": ("raw rate", MORE_THAN_RAW), "plain": ("Gamma-Poisson O/E", -1.0)}
    return [
        Figure(f"{world} world, as shipped", found[world, SHIPPED], "% lift", "≥", found[world, rival] + more,
               found[world, rival], rival)
        for world, (rival, more) in rivals.items()
        if {(world, SHIPPED), (world, rival)} <= set(found)
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Lift of ranking policies in simulated worlds.")
    parser.add_argument("--seeds", type=int, default=8, help="worlds of each kind")
    parser.add_argument("--world", choices=list(WORLDS), help="one kind only")
    parser.add_argument("--policy", action="append", choices=list(POLICIES), help="only these beside random")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
