"""A part of the index that never changes: postings of grams with their BM25 weights, and heads spelled in pinyin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.entry import Entry
from content_calendar.replies.grams import BITS, Codes, Grams, characters, plain, sounds, word_codes, words
from content_calendar.replies.spelling import Spellings, spellings

K1, B = 1.2, 0.6
HEAD_WEIGHT = 3.0
"""A word in the title counts as often as three in the body."""
_GAP = "\n"
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

    @property
    def size(self) -> int:
        """Entries that count, those replaced left out."""
        return int(self.alive.sum())

    @property
    def bytes(self) -> int:
        """Memory of the arrays, without the entries themselves."""
        arrays = (self.alive, self.codes, self.starts, self.rows, self.weights)
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
        return np.bincount(rows, rare * weights, most), np.bincount(rows, rare, most)

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
    return Segment(tuple(entries), alive, found, starts, rows, weights, vocabulary, short, spellings(entries))


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
