"""How one word of a search answers to the templates of a segment: as written, by pinyin, by sound, by likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_calendar.replies.entry import Entry
from content_calendar.replies.grams import (
    Codes,
    characters,
    pairs_of,
    plain,
    sound_codes,
    sounds,
    word_codes,
)  # fmt: skip
from content_calendar.replies.readings import cut, sounds_of
from content_calendar.replies.segment import Segment
from content_calendar.vocabulary import Term

Gains = NDArray[np.float64]
Rarity = Callable[[Codes], NDArray[np.float64]]

CODE_WHOLE, CODE_BEGUN = 60.0, 34.0
TITLE, HEAD, BODY, SCATTERED = 40.0, 32.0, 22.0, 14.0
"""What it is worth that a word stands whole in the title, in another head, in the body; or only its parts do."""
SPELLED, SPELLED_INSIDE, WORD, WORD_BEGUN, SOUND, ALIKE = 30.0, 20.0, 24.0, 18.0, 11.0, 8.0
BM25_SHARE = 4.0
"""BM25 decides among templates that are hit the same way."""
LEAST_ALIKE = 0.5
SHORTEST_MISTYPED = 4
COMPLETE = 0.999
LEAST_COVERED = 0.34
_VERIFIED = 150
_MOST_WORDS = 200


class Why(Term):
    """How a template came to be found."""

    SHORT_CODE = "short_code", "短码「{text}」", "Short code “{text}”"
    WORDS = "words", "含有「{text}」", "Contains “{text}”"
    PINYIN = "pinyin", "拼音「{text}」", "Pinyin “{text}”"
    INITIALS = "initials", "拼音首字母「{text}」", "Pinyin initials “{text}”"
    SOUND = "sound", "与「{text}」读音相同或相近", "Sounds like “{text}”"
    ALIKE = "alike", "与「{text}」拼写相近", "Spelled like “{text}”"


@dataclass(frozen=True, slots=True)
class Match:
    """What each entry of a segment gains by one way of being found."""

    why: Why
    gains: Gains


def matches(term: str, segment: Segment, rarity: Rarity) -> tuple[Match, ...]:
    """Every way in which `term`, plain and without blanks, is found in the segment."""
    if not term.isascii():
        return tuple(_as_written(term, segment, rarity))
    found = tuple(_spelled(term, segment, rarity)) if term.isalnum() else ()
    if found or not term.isalpha() or len(term) < SHORTEST_MISTYPED:
        return found
    alike = segment.spelled.alike(term, len(segment.entries))
    return (Match(Why.ALIKE, np.where(alike >= LEAST_ALIKE, ALIKE * alike, 0)),)


def _as_written(term: str, segment: Segment, rarity: Rarity) -> Iterator[Match]:
    pairs = np.unique(pairs_of(term).codes)
    grams = pairs if len(pairs) else np.unique(characters(term).codes)
    yield from _short_codes(term, segment)
    if len(grams):
        yield Match(Why.WORDS, _verified(term, segment, *_covered(segment, grams, rarity)))
    spoken = np.unique(sounds(term).codes)
    if len(spoken):
        _, covered = _covered(segment, spoken, rarity)
        yield Match(Why.SOUND, np.where(covered >= LEAST_COVERED, SOUND * covered, 0))


def _spelled(term: str, segment: Segment, rarity: Rarity) -> Iterator[Match]:
    yield from _short_codes(term, segment)
    yield from _words(term, segment)
    if term.isalpha() and len(term) > 1:
        for why, spelled in ((Why.PINYIN, segment.spelled.full), (Why.INITIALS, segment.spelled.initials)):
            rows, begins = spelled.find(term)
            if len(rows):
                gains = np.zeros(len(segment.entries))
                gains[rows] = SPELLED_INSIDE
                gains[rows[begins]] = SPELLED
                yield Match(why, gains)
        yield from _pinyin_in_bodies(term, segment, rarity)


def _pinyin_in_bodies(term: str, segment: Segment, rarity: Rarity) -> Iterator[Match]:
    syllables = cut(term)
    if len(syllables) > 1:
        _, covered = _covered(segment, np.unique(sound_codes(sounds_of(syllables))), rarity)
        if covered.max(initial=0) >= LEAST_COVERED:
            yield Match(Why.PINYIN, np.where(covered >= LEAST_COVERED, SOUND * covered, 0))


def _short_codes(term: str, segment: Segment) -> Iterator[Match]:
    codes = segment.short_codes
    gains = np.zeros(len(segment.entries))
    for code, row in codes[bisect_left(codes, (term, -1)) :]:
        if not code.startswith(term):
            break
        gains[row] = CODE_WHOLE if code == term else CODE_BEGUN
    if gains.any():
        yield Match(Why.SHORT_CODE, gains)


def _words(term: str, segment: Segment) -> Iterator[Match]:
    known = segment.vocabulary
    first = bisect_left(known, term)
    begun = [word for word in known[first : first + _MOST_WORDS] if word.startswith(term)]
    if begun:
        whole = begun[0] == term
        scores, covered = segment.scores(word_codes(begun, known), np.ones(len(begun)))
        gains = np.where(covered > 0, WORD_BEGUN + _share(scores), 0)
        if whole:
            gains[segment.scores(word_codes([term], known), np.ones(1))[1] > 0] += WORD - WORD_BEGUN
        yield Match(Why.WORDS, gains)


def _covered(segment: Segment, grams: Codes, rarity: Rarity) -> tuple[Gains, Gains]:
    """BM25 and the share of the rarity asked for that each entry has."""
    rare = rarity(grams)
    scores, covered = segment.scores(grams, rare)
    return scores, covered / max(float(rare.sum()), 1e-9)


def _verified(term: str, segment: Segment, scores: Gains, covered: Gains) -> Gains:
    """Gains by parts, and more where the word stands whole; the likeliest are looked at."""
    gains = np.where(covered >= LEAST_COVERED, SCATTERED * covered**2, 0) + np.where(covered > 0, _share(scores), 0)
    gains[covered < LEAST_COVERED] = 0
    complete = np.flatnonzero(covered > COMPLETE)
    if len(complete) > _VERIFIED:
        complete = complete[np.argpartition(-scores[complete], _VERIFIED)[:_VERIFIED]]
    for row in complete.tolist():
        gains[row] += _whole(term, segment.entries[row]) - SCATTERED
    return gains


def _whole(term: str, entry: Entry) -> float:
    if term in plain(entry.title):
        return TITLE
    if any(term in plain(text) for _, text in entry.heads()):
        return HEAD
    return BODY if term in plain(entry.body) else SCATTERED


def _share(scores: Gains) -> Gains:
    return BM25_SHARE * scores / max(float(scores.max(initial=0)), 1e-9)

