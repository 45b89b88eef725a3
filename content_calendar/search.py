"""What a text is found by. Chinese is written without blanks, so it is cut into characters and pairs of neighbours:
咖啡店 gives 咖, 啡, 店, 咖啡 and 啡店. A question of two or more characters asks for its pairs, one of a single
character for that; other scripts are found by the beginnings of their words, emoji one by one.

Grams hold letters, digits and signs alone, so nothing in them means anything to the query language of a database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

HEADLINE, TAG, PLACE = "^", "#", "="
"""Marks before grams of a headline, before a whole tag, and before the number of the community."""
LONGEST_WORD = 40
MOST_GRAMS = 20_000

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = "\u2190-\u2bff\U0001f000-\U0001faff"
_RUNS = re.compile(f"(?P<unspaced>[{_UNSPACED}]+)|(?P<word>(?:(?![{_UNSPACED}])[^\\W_])+)|(?P<sign>[{_SIGNS}])")
_NO_TAG = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A gram that must be there; `begins`: any gram that begins like it will do."""

    gram: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Findable:
    """The words of an item: what stands at its head, everything else, and its tags."""

    headline: str
    words: str
    tags: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """The text without what nobody searches for: full and half width, ligatures, capitals."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def grams(text: str) -> Iterator[str]:
    """Everything the text is found by, in its order, with repetitions."""
    for kind, run in _runs(text):
        yield from run if kind == "unspaced" else (run,)
        if kind == "unspaced":
            yield from map("".join, pairwise(run))


def terms(question: str) -> tuple[Term, ...]:
    """What must all be there for a text to answer the question; empty when it holds nothing to search for."""
    return tuple(dict.fromkeys(_terms(question)))


def tag_gram(tag: str) -> str:
    """The one gram a tag is found by."""
    return TAG + _NO_TAG.sub("_", normalised(tag))[: 2 * LONGEST_WORD]


def gram_line(found: Findable, place: int) -> str:
    """Every gram once, parted by blanks, for an index over the items of all communities; `place` is the community."""
    return " ".join(dict.fromkeys(list(_line(found, place))[:MOST_GRAMS]))


def _line(found: Findable, place: int) -> Iterator[str]:
    yield f"{PLACE}{place}"
    yield from (tag_gram(tag) for tag in found.tags)
    headline = list(grams(found.headline))
    yield from (HEADLINE + gram for gram in headline)
    yield from headline
    yield from grams(found.words)
    yield from _of_all(found.tags)


def _of_all(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from grams(text)


def _terms(question: str) -> Iterator[Term]:
    for kind, run in _runs(question):
        if kind == "unspaced" and len(run) > 1:
            yield from (Term(first + second) for first, second in pairwise(run))
        else:
            yield Term(run, begins=kind == "word" and len(run) > 1)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Runs of one script, by kind: `unspaced`, `word` or `sign`."""
    for match in _RUNS.finditer(normalised(text)):
        yield str(match.lastgroup), match.group()[:LONGEST_WORD] if match.lastgroup == "word" else match.group()
