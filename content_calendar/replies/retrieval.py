"""The index of the reply desk: some 20,000 templates in memory, found while somebody types.

An index never changes; `with_changed` gives another one that shares what stayed. Ranking is by how a template was hit
(short code, title, scenario, body, sound), BM25 among those hit alike, times what is given as `lean`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from content_calendar.message import Message
from content_calendar.replies.entry import NO_LEAN, Entry, Filters, Lean
from content_calendar.replies.grams import Codes, plain
from content_calendar.replies.marking import Mark, marks
from content_calendar.replies.matching import Match, Why, matches
from content_calendar.replies.segment import Segment, segment

MAX_QUERY, MAX_TERMS = 100, 8
LEAST_SIDE, SIDE_SHARE = 300, 20
"""Changes are kept beside the rest until there are 300 and more than a twentieth of all; then all is built anew."""
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` has no unit and compares hits of one search; `marks` are what to highlight, `whys` why it was found."""

    entry: Entry
    score: float
    marks: tuple[Mark, ...] = ()
    whys: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyIndex:
    """Made by `index`. `rows` says in which segment and row each key stands."""

    segments: tuple[Segment, ...]
    rows: Mapping[int, tuple[int, int]]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def bytes(self) -> int:
        """Memory of its arrays, without the texts themselves."""
        return sum(part.bytes for part in self.segments)

    def entry(self, key: int) -> Entry | None:
        """The template of that key."""
        at = self.rows.get(key)
        return self.segments[at[0]].entries[at[1]] if at else None

    def entries(self) -> Iterator[Entry]:
        """All templates, in no promised order."""
        return (self.segments[part].entries[row] for part, row in self.rows.values())

    def with_changed(self, changed: Iterable[Entry], removed: Collection[int] = ()) -> ReplyIndex:
        """The index after `changed` were added or replaced by their key and `removed` taken out."""
        new = {entry.key: entry for entry in changed if entry.key not in removed}
        gone = self.rows.keys() & (new.keys() | set(removed))
        kept = [part for part in self.segments[:1] if len(part.entries)]
        beside = [e for part in self.segments[1:] for e, lives in zip(part.entries, part.alive, strict=True) if lives]
        side = [*(entry for entry in beside if entry.key not in gone), *new.values()]
        if not kept or len(side) > max(LEAST_SIDE, len(kept[0].entries) // SIDE_SHARE):
            return index([*(entry for entry in self.entries() if entry.key not in gone), *new.values()])
        main = _without(kept[0], [row for key in gone if (part := self.rows[key])[0] == 0 for row in part[1:]])
        return _index((main, segment(side)) if side else (main,))

    def search(
        self, query: str, *, limit: int = 20, filters: Filters = EVERYTHING, lean: Lean = NO_LEAN
    ) -> tuple[Hit, ...]:
        """The best `limit` templates for what was typed so far, best first; for nothing typed, by `lean` alone."""
        terms = tuple(dict.fromkeys(plain(query[:MAX_QUERY]).split()))[:MAX_TERMS]
        found = [self._ways(part, terms) for part in self.segments]
        scores = [_combined(ways, part) for ways, part in zip(found, self.segments, strict=True)]
        best = self.best(self.leaning(scores, lean), limit=limit, filters=filters)
        return tuple(
            Hit(entry, score, marks(entry, terms), _whys(terms, found[part], row)) for entry, score, (part, row) in best
        )

    def rarity(self, codes: Codes) -> NDArray[np.float64]:
        """The inverse document frequency of each gram, over all segments (Robertson and Spärck Jones, plus one)."""
        frequencies = np.sum([part.frequencies(codes) for part in self.segments], axis=0)
        return np.asarray(np.log1p((len(self) - frequencies + 0.5).clip(0.5) / (frequencies + 0.5)), np.float64)

    def best(
        self, scores: list[NDArray[np.float64]], *, limit: int, filters: Filters = EVERYTHING
    ) -> list[tuple[Entry, float, tuple[int, int]]]:
        """The highest of one array of scores for each segment, above zero, that `filters` admit, and where they are."""
        found: list[tuple[Entry, float, tuple[int, int]]] = []
        for part, (one, rated) in enumerate(zip(self.segments, scores, strict=True)):
            for row in _descending(np.where(one.alive, rated, 0), limit if filters.is_open() else len(rated)):
                if filters.admits(one.entries[row]):
                    found.append((one.entries[row], float(rated[row]), (part, row)))
                    if len(found) >= limit * (part + 1):
                        break
        return sorted(found, key=lambda each: (-each[1], each[0].key))[:limit]

    def _ways(self, part: Segment, terms: tuple[str, ...]) -> list[tuple[Match, ...]]:
        return [matches(term, part, self.rarity) for term in terms]

    def leaning(self, scores: list[NDArray[np.float64]], lean: Lean) -> list[NDArray[np.float64]]:
        """The scores, one array for each segment, multiplied by what speaks for each template beside its words."""
        factors = [np.ones(len(part.entries)) for part in self.segments]
        for key, weight in lean.items():
            if key in self.rows:
                part, row = self.rows[key]
                factors[part][row] = weight
        return [each * factor for each, factor in zip(scores, factors, strict=True)]


def index(entries: Iterable[Entry]) -> ReplyIndex:
    """An index over `entries`; of two with one key the later counts."""
    return _index((segment(list({entry.key: entry for entry in entries}.values())),))


def _index(segments: tuple[Segment, ...]) -> ReplyIndex:
    rows = {
        entry.key: (part, row)
        for part, one in enumerate(segments)
        for row, (entry, lives) in enumerate(zip(one.entries, one.alive.tolist(), strict=True))
        if lives
    }
    return ReplyIndex(segments, rows)


def _without(part: Segment, rows: list[int]) -> Segment:
    alive = part.alive.copy()
    alive[rows] = False
    return replace(part, alive=alive)


def _combined(ways: list[tuple[Match, ...]], part: Segment) -> NDArray[np.float64]:
    """The best gain of each word, on average, and less by the square of the words that are not found."""
    size = len(part.entries)
    if not ways:
        return np.ones(size)
    gains = [np.max([match.gains for match in found], axis=0) if found else np.zeros(size) for found in ways]
    share = np.mean([each > 0 for each in gains], axis=0)
    return np.asarray(np.mean(gains, axis=0) * share, np.float64)


def _descending(scores: NDArray[np.float64], most: int) -> Iterator[int]:
    """Rows above zero, the highest first, at least `most` of them if there are."""
    above = np.flatnonzero(scores > 0)
    if most < len(above):
        least = np.partition(scores[above], len(above) - most)[len(above) - most]
        above = above[scores[above] >= least]
    yield from above[np.argsort(-scores[above], kind="stable")].tolist()


def _whys(terms: tuple[str, ...], ways: list[tuple[Match, ...]], row: int) -> tuple[Message, ...]:
    """For each word the way that gained the most."""
    best = [max(found, key=lambda match: match.gains[row], default=None) for found in ways]
    return tuple(
        Message(match.why, {"text": term})
        for term, match in zip(terms, best, strict=True)
        if match is not None and match.gains[row] > 0
    )


__all__ = ["Hit", "Mark", "ReplyIndex", "Why", "index"]
