"""Which characters of a hit to highlight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from content_calendar.replies.entry import Entry, Place
from content_calendar.replies.grams import plain
from content_calendar.replies.readings import LONGEST_SYLLABLE, syllables_of

_MOST_MARKS = 20


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of `text`, which stands in `place` of the entry."""

    place: Place
    text: str
    start: int
    end: int


def marks(entry: Entry, terms: Sequence[str]) -> tuple[Mark, ...]:
    """Where `entry` answers to the plain `terms`, heads first; at most 20, the longest where several overlap."""
    fields = ((Place.SHORT_CODE, entry.short_code), *entry.heads(), (Place.BODY, entry.body))
    found: list[Mark] = []
    for place, text in fields:
        spans = [span for term in terms for span in _spans(text, term, place)]
        found += [Mark(place, text, start, end) for start, end in _apart(spans)]
        if len(found) >= _MOST_MARKS:
            break
    return tuple(found[:_MOST_MARKS])


def _spans(text: str, term: str, place: Place) -> Iterator[tuple[int, int]]:
    searched = plain(text)
    whole = list(_places(searched, term))
    if whole:
        yield from whole
    elif not term.isascii():
        for start in range(len(term) - 1):
            yield from _places(searched, term[start : start + 2])
    elif term.isalpha() and place is not Place.BODY and len(term) > 1:
        yield from _spelled(searched, term)


def _places(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    at = text.find(wanted)
    while at >= 0:
        yield at, at + len(wanted)
        at = text.find(wanted, at + len(wanted))


def _spelled(text: str, term: str) -> Iterator[tuple[int, int]]:
    """The first place in a head that is read `term`, in full or by initials."""
    said = _said(text)
    for syllables in (said, tuple(syllable[:1] for syllable in said)):
        for start in range(len(said)):
            joined = accumulate(syllables[start : start + LONGEST_SYLLABLE * len(term)])
            end = next((start + n for n, letters in enumerate(joined, 1) if letters.startswith(term)), None)
            if syllables[start] and end:
                yield start, end
                return


@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[str, ...]:
    """The syllable or letter of each character."""
    return tuple(
        said or (character if character.isascii() and character.isalnum() else "")
        for said, character in zip(syllables_of(text), text, strict=True)
    )


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in their order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    yield from joined
