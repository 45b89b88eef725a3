"""Phrases as word lists write them: "…" stands for up to eight characters, Latin words begin where words begin."""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.replies.grams import plain

GAP = 8
_GAP_SIGN = "…"
_SHORT_LATIN = 4
"""Latin words up to this length end where words end: sue is not in issued, while complain begins complaint."""


def phrase_parts(phrase: str) -> tuple[str, ...]:
    """The parts of a phrase, as they are compared."""
    return tuple(plain(part) for part in phrase.split(_GAP_SIGN))


def places(parts: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    """Where the plain `text` has the phrase, in time that grows with its length."""
    at = text.find(parts[0])
    while at >= 0:
        end = at + len(parts[0])
        reached = _reached(parts[1:], text, end) if _is_word(text, at, end) else 0
        if reached:
            yield at, reached
        at = text.find(parts[0], max(reached, at + 1))


def _reached(parts: tuple[str, ...], text: str, end: int) -> int:
    """Where the last part ends; 0 when one of them does not follow."""
    for part in parts:
        at = text.find(part, end, end + GAP + len(part))
        if at < 0:
            return 0
        end = at + len(part)
    return end


def _is_word(text: str, start: int, end: int) -> bool:
    if not text[start:end].isascii():
        return True
    begins = start == 0 or not (_is_latin(text[start - 1]) and _is_latin(text[start]))
    ends = end - start > _SHORT_LATIN or end == len(text) or not _is_latin(text[end])
    return begins and ends


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
