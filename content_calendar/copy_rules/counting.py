"""Length as each platform counts it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

import regex

from content_calendar.vocabulary import Term


class Unit(Term):
    CHARACTERS = "characters", "字", "characters"
    GRAPHEMES = "graphemes", "字（表情算一个）", "characters (an emoji is one)"
    UTF16 = "utf16", "字（表情算两个）", "characters (an emoji is two)"
    BYTES = "bytes", "字节（一个汉字三字节）", "bytes (a Chinese character is three)"
    WEIGHTED = "weighted", "加权字符（汉字和表情算两个，链接算 23 个）", "weighted characters (CJK, emoji 2; a link 23)"
    ENTRIES = "entries", "个", "entries"


# Extended grapheme clusters of Unicode Standard Annex 29: what a reader takes for one character.
_CLUSTERS = regex.compile(r"\X")
_LINKS_AND_CLUSTERS = regex.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{1,2048}|\X", regex.IGNORECASE)
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\uFE0F")

# X's published counting rules: `config/v3.json` of its open-source text library, read 2026-11-22.
_LINK_WEIGHT = 23
_HEAVY = 2
_LIGHT_RANGES = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))


def measure(text: str, unit: Unit) -> int:
    """How long `text` is in `unit`, which must be one of text, not ENTRIES."""
    if unit in _ADDITIVE:
        return _WEIGHTS[unit](text)
    return sum(_WEIGHTS[unit](piece) for piece in _pieces(text, unit))


def fitting(text: str, unit: Unit, at_most: int) -> int:
    """How many leading characters of `text` stay within `at_most`; no emoji, letter or link is cut in two."""
    length = end = 0
    for piece in _pieces(text, unit):
        length += _WEIGHTS[unit](piece)
        if length > at_most:
            return end
        end += len(piece)
    return end


def _pieces(text: str, unit: Unit) -> Iterator[str]:
    pattern = _LINKS_AND_CLUSTERS if unit is Unit.WEIGHTED else _CLUSTERS
    return (match.group() for match in pattern.finditer(text))


def _octets(text: str) -> int:
    # A lone surrogate has no UTF-8 form; it is reported by another rule and must not break the count.
    return len(text.encode(errors="surrogatepass"))


def _utf16(piece: str) -> int:
    return len(piece.encode("utf-16-le", errors="surrogatepass")) // 2


@lru_cache(maxsize=8192)
def _weight(piece: str) -> int:
    """A link weighs 23 and an emoji 2 however many code points it has, anything else the sum of its code points."""
    if piece[:4].lower() == "http" and "://" in piece:
        return _LINK_WEIGHT
    if _EMOJI.search(piece):
        return _HEAVY
    return sum(1 if _is_light(ord(character)) else _HEAVY for character in unicodedata.normalize("NFC", piece))


def _is_light(code_point: int) -> bool:
    return any(first <= code_point <= last for first, last in _LIGHT_RANGES)


_WEIGHTS: dict[Unit, Callable[[str], int]] = {
    Unit.CHARACTERS: len,
    Unit.GRAPHEMES: lambda piece: 1,
    Unit.UTF16: _utf16,
    Unit.BYTES: _octets,
    Unit.WEIGHTED: _weight,
}
# Counted code point by code point, so that a whole text may be measured at once.
_ADDITIVE = frozenset({Unit.CHARACTERS, Unit.UTF16, Unit.BYTES})
