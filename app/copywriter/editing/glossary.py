"""What can be said in another language without a translator: names, numbers, links, dates, and words of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.copywriter.editing.words import whole
from app.copywriter.phrasing import capital
from content_calendar.vocabulary import Language

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ANY_MONTH = "|".join(_MONTHS)
_DATES = {
    Language.ZH: r"(?:(?P<year>\d{4})年)?(?P<month>1[0-2]|[1-9])月(?P<day>[12]\d|3[01]|[1-9])[日号]",
    Language.EN: rf"\b(?P<day>[12]\d|3[01]|[1-9]) (?P<month>{_ANY_MONTH})\b(?:,? (?P<year>\d{{4}}))?",
}
_PLAIN = (
    r"https?://[^\s，。！？；、）]+|[{｛][^{}｛｝\n]{1,40}[}｝]|[@＠][\w.\-]+"
    r"|\d[\d.,]* ?(?:[°º]C|ml|kg|g|km|m|cm|mm|GB)\b|\b(?:CNY|RMB|USD|EUR|HKD) ?\d[\d.,]*"
)
_FOREIGN = {Language.ZH: re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), Language.EN: re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]")}
_LETTER = re.compile(r"[^\W\d_]")
_MARKS = str.maketrans(
    {"：": ": ", "，": ", ", "。": ". ", "、": ", ", "；": "; ", "！": "! ", "？": "? ", "（": " (", "）": ") "}
)
_BACK = {":": "：", ",": "，", ".": "。", ";": "；", "!": "！", "?": "？"}


@dataclass(frozen=True)
class Glossary:
    """From `source` to `target`: `terms` have a settled word there, `names` stay as they are."""

    source: Language
    target: Language
    terms: Mapping[str, str]
    names: tuple[str, ...]

    def said(self, sentence: str) -> str | None:
        """`sentence` in the target language, None when that takes a translator.

        Terms stand by themselves, as in a label, a list or a price: how words go together is beyond a glossary.
        """
        pieces = list(self._pattern.finditer(sentence))
        rest = self._pattern.sub("\0", sentence)
        has_terms = any(piece["term"] for piece in pieces)
        if _FOREIGN[self.source].search(rest) or (has_terms and _LETTER.search(rest)) or _run_together(pieces):
            return None
        if not any(piece["term"] or piece["date"] for piece in pieces):
            return sentence
        return self._joined(rest.split("\0"), [self._other(piece) for piece in pieces])

    def known(self, sentence: str) -> dict[str, str]:
        """The dates and terms of `sentence`, in its order, each with its word in the target language."""
        pieces = (piece for piece in self._pattern.finditer(sentence) if piece["term"] or piece["date"])
        return {piece.group(): self._other(piece) for piece in pieces if len(piece.group()) > 1}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Links, handles, blanks and amounts first, then names, dates and terms, the longest first."""
        kinds = f"(?P<plain>{_PLAIN})|(?P<name>{_any_of(self.names)})|(?P<date>{_DATES[self.source]})"
        return re.compile(f"{kinds}|(?P<term>{_any_of(self.terms)})", re.IGNORECASE)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {term.casefold(): other for term, other in self.terms.items()}

    def _other(self, piece: re.Match[str]) -> str:
        if piece["term"]:
            return self._folded[piece["term"].casefold()]
        return _date(piece, self.target) if piece["date"] else piece.group()

    def _joined(self, between: list[str], words: list[str]) -> str:
        """The words with what stood between them, in the punctuation of the target language."""
        marked = [_marked(text, self.target) for text in between]
        said = marked[0] + "".join(word + text for word, text in zip(words, marked[1:], strict=True))
        return capital(re.sub(r" {2,}", " ", said).strip(), self.target)


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first; for no words one that meets nothing."""
    return "|".join(map(whole, sorted(words, key=len, reverse=True))) or "(?!)"


def _run_together(pieces: list[re.Match[str]]) -> bool:
    """Whether two words follow each other with nothing but blanks between: their order is a matter of grammar."""
    words = [piece for piece in pieces if not piece["plain"]]
    return any(not one.string[one.end() : other.start()].strip() for one, other in pairwise(words))


def _date(piece: re.Match[str], target: Language) -> str:
    year = piece["year"] or ""
    if target is Language.EN:
        return f"{piece['day']} {_MONTHS[int(piece['month']) - 1]} {year}".strip()
    month = _MONTHS.index(piece["month"].title()) + 1
    return f"{f'{year}年' if year else ''}{month}月{piece['day']}日"


def _marked(text: str, target: Language) -> str:
    """Punctuation and figures between words: English wants a blank beside a figure, Chinese its own marks."""
    if target is Language.EN:
        return re.sub(r"(?<=\d)$|^(?=\d)", " ", text.translate(_MARKS))
    return re.sub(r"([:,.;!?])(?:\s+|$)", lambda mark: _BACK[mark[1]], text)
