"""One reading on its way into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from hashlib import blake2b
from operator import is_
from typing import NamedTuple

from content_calendar.vocabulary import Counter

COUNTERS = tuple(Counter)
NOTHING_TOLD = (None,) * len(COUNTERS)
Counts = tuple[int | None, ...]
"""One number for each of `Counter`, in its order; None for what the source did not tell."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Taken(NamedTuple):
    """Counters of one post as a source told them at `observed_at` (aware), judged and believed.

    `counts` hold what the source told and nothing else: what it left out stays as it was read last. They count since
    the publication, or with `daily` what the local day that begins at `observed_at` alone brought.
    `line` is its place in the batch. Two readings with the same `key` are one.
    """

    item_id: int
    observed_at: datetime
    counts: Counts
    source: str
    daily: bool = False
    line: int | None = None

    @property
    def key(self) -> str:
        """The same for the same reading, at most 80 characters; later ones sort later, which keeps the index close."""
        item_id, observed_at, counts, source, daily, _line = self
        said = f"{source}|{'1' if daily else '0'}|{counts!r}"
        return f"{_moment(observed_at)}-{item_id:x}-{blake2b(said.encode(), digest_size=12).hexdigest()}"

    @property
    def reported(self) -> int:
        """Which counters were told, one bit each in the order of `Counter`."""
        return reported_of(self.counts)


def counts_of(counters: Mapping[Counter, int]) -> Counts:
    """What was told by name, in the order of `Counter`."""
    return tuple(map(counters.get, COUNTERS))


def reported_of(counts: Counts) -> int:
    """One bit for each number that is there."""
    return _reported(tuple(map(is_, counts, NOTHING_TOLD)))


@lru_cache(maxsize=1_000)
def _moment(at: datetime) -> str:
    """Many readings share the moment they were read."""
    return f"{(at - _EPOCH) // _MICROSECOND:014x}"


@cache
def _reported(missing: tuple[bool, ...]) -> int:
    return sum(1 << place for place, is_missing in enumerate(missing) if not is_missing)
