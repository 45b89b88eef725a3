"""Counters that fall from one line of a file to another: those since publication only grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.feedback.taken import COUNTERS, Taken


def falls(readings: Sequence[Taken | None]) -> Mapping[int, Sequence[int]]:
    """Which of these cumulative readings tell less than an earlier one of the same post, by their places: with the most
    that was told before. None is passed over, and so is what fell: the next one is compared with those before it.
    """
    by_item: defaultdict[int, list[tuple[int, Taken]]] = defaultdict(list)
    for place, one in enumerate(readings):
        if one is not None:
            by_item[one.item_id].append((place, one))
    found: dict[int, Sequence[int]] = {}
    for path in by_item.values():
        path.sort(key=lambda step: step[1].observed_at)
        if len(path) > 1 and not all(map(_grows, zip(*(one.counts for _place, one in path), strict=True))):
            found |= _falls_of(path)
    return found


def _grows(told: tuple[int | None, ...]) -> bool:
    """Whether what is told of one counter, in order, certainly never falls: quickly, for nearly all files are so."""
    missing = told.count(None)
    return missing == len(told) or (not missing and list(told) == sorted(told))  # type: ignore[type-var]  # none is None


def _falls_of(path: list[tuple[int, Taken]]) -> dict[int, Sequence[int]]:
    most = [0] * len(COUNTERS)
    found: dict[int, Sequence[int]] = {}
    for place, one in path:
        told = [(counter, count) for counter, count in enumerate(one.counts) if count is not None]
        if any(count < most[counter] for counter, count in told):
            found[place] = tuple(most)
        else:
            for counter, count in told:
                most[counter] = count
    return found
