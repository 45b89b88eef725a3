"""A part of the index that never changes: postings of grams with their BM25 weights, and heads spelled in pinyin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.entry import Entry
from content_calendar.replies.grams import BITS, Codes, Grams, characters, plain, sounds, word_codes, words
from content_calendar.replies.spelling import Spellings, spellings
from content_calendar.vocabulary import MemberState, Scenario

K1, B = 1.2, 0.6
HEAD_WEIGHT = 3.0
"""A word in the title counts as often as three in the body."""
_GAP = "\n"
_SCENARIOS = {scenario: number for number, scenario in enumerate(Scenario)}
_STATES = {state: number for number, state in enumerate(MemberState)}
_ZONE, _ROW_AND_ZONE = np.uint64(1), np.uint64(64 - BITS)
_ROW = np.uint64((1 << (64 - BITS - 1)) - 1)


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of gram `codes[i]` are `rows` and `weights` from `starts[i]` to `starts[i + 1]`; a row is an entry."""

    entries: tuple[Entry, ...]
    alive: NDArray[np.bool_]
    codes: Codes
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    vocabulary: tuple[str, ...]
    short_codes: tuple[tuple[str, int], ...]
    """Each short code with its row, sorted."""
    spelled: Spellings
    scenarios: NDArray[np.int8]
    """The number of the scenario of each entry, in the order of `Scenario`."""
    states: NDArray[np.int8]
    """The states of each entry as bits, in the order of `MemberState`; 0 for members in any state."""

    @property
    def size(self) -> int:
        """Entries that count, those replaced left out."""
        return int(self.alive.sum())

    @property
    def bytes(self) -> int:
        """Memory of the arrays, without the entries themselves."""
        arrays = (self.alive, self.codes, self.starts, self.rows, self.weights, self.scenarios, self.states)
        return sum(array.nbytes for array in arrays) + self.spelled.bytes

    def frequencies(self, wanted: Codes) -> NDArray[np.int64]:
        """In how many entries each gram stands, 0 for a gram nobody uses."""
        if not len(self.codes):
            return np.zeros(len(wanted), np.int64)
        at = np.minimum(np.searchsorted(self.codes, wanted), len(self.codes) - 1)
        return np.where(self.codes[at] == wanted, self.starts[at + 1] - self.starts[at], 0)

    def scores(self, wanted: Codes, rarity: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each entry the BM25 sum over `wanted`, and how much of the rarity asked for it covers."""
        spans = [self._span(code) for code in wanted]
        lengths = np.array([end - start for start, end in spans], np.int64)
        if not lengths.sum():
            return np.zeros(len(self.entries)), np.zeros(len(self.entries))
        rows = np.concatenate([self.rows[start:end] for start, end in spans])
        weights = np.concatenate([self.weights[start:end] for start, end in spans])
        rare = np.repeat(rarity, lengths)
        most = len(self.entries)
        summed = np.bincount(rows, rare * weights, most), np.bincount(rows, rare, most)
        return summed[0].astype(np.float64), summed[1].astype(np.float64)

    def only(self, scores: NDArray[np.float64], scenario: Scenario) -> NDArray[np.float64]:
        """The scores of entries of that scenario, 0 for all others."""
        return np.where(self.scenarios == _SCENARIOS[scenario], scores, 0)

    def in_scenarios(self, shares: Mapping[Scenario, float]) -> NDArray[np.float64]:
        """For each entry what its scenario has in `shares`."""
        by_number = np.zeros(len(_SCENARIOS))
        for scenario, share in shares.items():
            by_number[_SCENARIOS[scenario]] = share
        return by_number[self.scenarios]

    def suits(self, state: MemberState | None) -> NDArray[np.float64]:
        """1 for entries meant for that state, 0 for those for another; between for any, which is best for None."""
        general = self.states == 0
        if state is None:
            return np.where(general, 1.0, 0.5)
        return np.where(general, 0.4, (self.states & (1 << _STATES[state])) > 0)

    def _span(self, code: np.uint64) -> tuple[int, int]:
        at = int(np.searchsorted(self.codes, code))
        if at == len(self.codes) or self.codes[at] != code:
            return 0, 0
        return int(self.starts[at]), int(self.starts[at + 1])


def segment(entries: Sequence[Entry]) -> Segment:
    """The index over `entries`, in time and memory in proportion to their text."""
    heads = [plain(_GAP.join([entry.short_code, *(text for _, text in entry.heads())])) for entry in entries]
    bodies = [plain(entry.body) for entry in entries]
    vocabulary = tuple(sorted({word for text in (*heads, *bodies) for word, _ in words(text)}))
    keys = np.concatenate([_keys(heads, vocabulary, in_head=True), _keys(bodies, vocabulary, in_head=False)])
    lengths = np.array([len(body) + HEAD_WEIGHT * len(head) for head, body in zip(heads, bodies, strict=True)])
    found, starts, rows, weights = _postings(keys, lengths)
    alive = np.ones(len(entries), np.bool_)
    short = tuple(sorted((plain(entry.short_code), row) for row, entry in enumerate(entries) if entry.short_code))
    scenarios = np.array([_SCENARIOS[entry.scenario] for entry in entries], np.int8)
    states = np.array([sum(1 << _STATES[state] for state in set(entry.states)) for entry in entries], np.int8)
    return Segment(
        tuple(entries), alive, found, starts, rows, weights, vocabulary, short, spellings(entries), scenarios, states
    )


def _keys(texts: Sequence[str], vocabulary: tuple[str, ...], *, in_head: bool) -> Codes:
    """Every gram of every text, its row and its zone in one number. All texts are read as one, parted by breaks."""
    whole = _GAP.join(texts)
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    named = words(whole)
    spoken = Grams(word_codes([word for word, _ in named], vocabulary), np.array([at for _, at in named], np.int64))
    parts = (characters(whole), sounds(whole), spoken)
    codes = np.concatenate([part.codes for part in parts])
    rows = np.concatenate([np.searchsorted(begins, part.places, "right") - 1 for part in parts]).astype(np.uint64)
    return (codes << _ROW_AND_ZONE) | (rows << _ZONE) | np.uint64(in_head)


def _postings(
    keys: Codes, lengths: NDArray[np.float64]
) -> tuple[Codes, NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]]:
    """Grams, where the postings of each begin, and the postings: row and saturated weight, BM25 without rarity."""
    keys.sort()
    pairs = keys >> _ZONE
    first = np.flatnonzero(_changes(pairs))
    counts = np.where(keys & _ZONE, HEAD_WEIGHT, 1.0)
    times = np.add.reduceat(counts, first) if len(first) else counts
    codes = pairs[first] >> (_ROW_AND_ZONE - _ZONE)
    rows = (pairs[first] & _ROW).astype(np.int32)
    begins = np.flatnonzero(_changes(codes))
    norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0)) if len(lengths) else lengths
    weights = times * (K1 + 1) / (times + norm[rows])
    return codes[begins], np.append(begins, len(codes)), rows, weights.astype(np.float32)


def _changes(ordered: Codes) -> NDArray[np.bool_]:
    """Where another value begins."""
    return np.concatenate([np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]])
