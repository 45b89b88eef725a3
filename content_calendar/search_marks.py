"""Where a text answers a question, so that people see at a glance why it was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from content_calendar.search import normalised, terms

LEAD = 24
"""Characters shown before the first hit."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of the text; `is_hit` when the question asks for it."""

    text: str
    is_hit: bool


def marked(text: str, question: str, *, at_most: int) -> tuple[Passage, ...]:
    """The part of the text around its first hit, `at_most` characters of it; its beginning when nothing is hit."""
    hits = _hits(text, question)
    first = next((place for place, is_hit in enumerate(hits) if is_hit), 0)
    start = max(0, min(first - LEAD, len(text) - at_most)) if first >= at_most // 2 else 0
    shown = range(start, min(len(text), start + at_most))
    found = [
        Passage("".join(text[place] for place in places), is_hit)
        for is_hit, places in groupby(shown, key=hits.__getitem__)
    ]
    before = [Passage("…", is_hit=False)] if start else []
    after = [Passage("…", is_hit=False)] if shown.stop < len(text) else []
    return (*before, *found, *after)


def _hits(text: str, question: str) -> list[bool]:
    """For each character whether it is part of a hit."""
    plain, places = _plain(text)
    hits = [False] * len(text)
    for wanted in _wanted(plain, question):
        for start in _starts(plain, wanted):
            for place in places[start : start + len(wanted)]:
                hits[place] = True
    return hits


def _wanted(plain: str, question: str) -> Iterator[str]:
    """The words of the question; of one that is not there as a whole, what it is made of."""
    for word in normalised(question).split():
        yield from (word,) if word in plain else (term.gram for term in terms(word))


def _plain(text: str) -> tuple[str, list[int]]:
    """The normalised text, and for each of its characters the place it came from."""
    whole = normalised(text)
    if len(whole) == len(text):
        return whole, list(range(len(text)))
    parts = [normalised(character) for character in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    return "".join(parts), places


def _starts(text: str, wanted: str) -> Iterator[int]:
    start = text.find(wanted)
    while start >= 0:
        yield start
        start = text.find(wanted, start + len(wanted))
