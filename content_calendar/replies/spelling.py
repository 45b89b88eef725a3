"""Heads of templates spelled in pinyin and by initials, as flat letters: `jgyy` and `jiage` find 价格异议."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.entry import Entry
from content_calendar.replies.grams import plain
from content_calendar.replies.readings import syllables_of

Letters = NDArray[np.uint8]
_GAP = "\n"


@dataclass(frozen=True, slots=True)
class Spelled:
    """All heads as letters. `begins` are places a match may begin at, `first` marks beginnings of a head.

    Places are ordered by the two letters that stand there, which are `keys`.
    """

    letters: Letters
    begins: NDArray[np.int64]
    rows: NDArray[np.int32]
    first: NDArray[np.bool_]
    keys: NDArray[np.int32]

    def find(self, wanted: str) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Rows with a head that says `wanted`, two letters or more, from a syllable on, and whether it begins it."""
        key = _pair_codes(np.frombuffer(wanted[:2].encode("ascii"), np.uint8))[0]
        at = np.arange(np.searchsorted(self.keys, key), np.searchsorted(self.keys, key, "right"))
        for offset, letter in enumerate(wanted.encode("ascii")[2:], 2):
            places = self.begins[at] + offset
            inside = places < len(self.letters)
            at = at[inside][self.letters[places[inside]] == letter]
        return self.rows[at], self.first[at]

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        return sum(array.nbytes for array in (self.letters, self.begins, self.rows, self.first, self.keys))


@dataclass(frozen=True, slots=True)
class Spellings:
    """Heads in full and by initials, and pairs of letters of each head for what was mistyped."""

    full: Spelled
    initials: Spelled
    pairs: NDArray[np.int32]
    pair_rows: NDArray[np.int32]

    @property
    def bytes(self) -> int:
        """Memory of the arrays."""
        return self.full.bytes + self.initials.bytes + self.pairs.nbytes + self.pair_rows.nbytes

    def alike(self, wanted: str, size: int) -> NDArray[np.float64]:
        """For each of `size` rows the share of letter pairs of `wanted` that its heads have."""
        asked = np.unique(_pair_codes(np.frombuffer(wanted.encode("ascii"), np.uint8)))
        first, last = np.searchsorted(self.pairs, asked), np.searchsorted(self.pairs, asked, "right")
        rows = [self.pair_rows[start:end] for start, end in zip(first, last, strict=True)]
        return np.bincount(np.concatenate(rows), minlength=size) / len(asked) if rows else np.zeros(size)


def spellings(entries: Sequence[Entry]) -> Spellings:
    """The heads of `entries`; every head is read once, however many templates share it."""
    read: dict[str, list[str]] = {}
    heads = [[_syllables(text, read) for _, text in entry.heads()] for entry in entries]
    letters = [["".join(head) for head in row] for row in heads]
    full = _spelled(letters, [_steps(row) for row in heads])
    initials = [["".join(syllable[0] for syllable in head) for head in row] for row in heads]
    by_initials = _spelled(initials, [[[1] * len(head) for head in row] for row in initials])
    pairs, rows = _pairs(letters)
    return Spellings(full, by_initials, pairs, rows)


def _syllables(text: str, read: dict[str, list[str]]) -> list[str]:
    """Syllables and letters of a head; what has no letters is left out."""
    if text not in read:
        wanted = plain(text)
        read[text] = [
            said or character
            for said, character in zip(syllables_of(wanted), wanted, strict=True)
            if said or (character.isascii() and character.isalnum())
        ]
    return read[text]


def _steps(row: list[list[str]]) -> list[list[int]]:
    return [[len(syllable) for syllable in head] for head in row]


def _spelled(texts: list[list[str]], steps: list[list[list[int]]]) -> Spelled:
    """Flat letters of all heads; `steps` says how long each syllable of each head is."""
    letters = "".join(f"{head}{_GAP}" for row in texts for head in row)
    counts = [len(head) for row in steps for head in row]
    # Each head ends in a gap, which is one more step of one letter and no beginning.
    flat = np.array([step for row in steps for head in row for step in (*head, 1)], np.int64)
    places = np.cumsum(flat) - flat
    ends = np.cumsum(np.array(counts, np.int64) + 1) - 1
    is_begin = np.ones(len(flat), np.bool_)
    is_begin[ends] = False
    is_first = np.zeros(len(flat), np.bool_)
    is_first[ends - np.array(counts, np.int64)] = True
    heads_of_row = np.repeat(np.arange(len(texts)), [len(row) for row in texts])
    rows = np.repeat(heads_of_row, np.array(counts, np.int64) + 1).astype(np.int32)
    flat_letters = np.frombuffer(letters.encode("ascii"), np.uint8)
    keys = _pair_codes(flat_letters)[places[is_begin]]
    order = np.argsort(keys, kind="stable")
    begins = places[is_begin][order]
    return Spelled(flat_letters, begins, rows[is_begin][order], is_first[is_begin][order], keys[order])


def _pairs(rows: list[list[str]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Each letter pair of each row once, by pair."""
    letters = np.frombuffer("".join(_GAP + _GAP.join(row) for row in rows).encode("ascii"), np.uint8)
    owners = np.repeat(np.arange(len(rows)), [len(_GAP.join(row)) + 1 for row in rows])
    inside = np.flatnonzero((letters[:-1] != ord(_GAP)) & (letters[1:] != ord(_GAP)))
    keys = np.unique(_pair_codes(letters)[inside].astype(np.int64) * len(rows) + owners[inside])
    return (keys // max(len(rows), 1)).astype(np.int32), (keys % max(len(rows), 1)).astype(np.int32)


def _pair_codes(letters: Letters) -> NDArray[np.int32]:
    wide = letters.astype(np.int32)
    return (wide[:-1] << 7) | wide[1:]
