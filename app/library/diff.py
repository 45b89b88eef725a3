"""What changed between two texts, by character, in pieces people can read."""

from __future__ import annotations

from dataclasses import dataclass

import regex
from fast_diff_match_patch import diff

from content_calendar.content import Copy
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField

_CLUSTER = regex.compile(r"\X")
_PRIVATE = range(0xF0000, 0xFFFFE)
_KINDS = {"=": "equal", "+": "insert", "-": "delete"}
_PUBLISHED = (CopyField.TITLE, CopyField.TEXT)
_BESIDE = (CopyField.IMAGE_BRIEF, CopyField.COMMENT_STARTER)
_FIELDS = (*_PUBLISHED, *_BESIDE)


@dataclass(frozen=True, slots=True)
class Change:
    """One part of the copy in pieces of (kind, text), kind `equal`, `insert` or `delete`."""

    field: CopyField
    pieces: tuple[tuple[str, str], ...]


def changes(before: Copy, after: Copy) -> tuple[Change, ...]:
    """What is published in full, and of what stands beside it the parts that changed."""
    texts = {field: (field_text(before, field), field_text(after, field)) for field in _FIELDS}
    shown = (field for field, (old, new) in texts.items() if old != new or (field in _PUBLISHED and new))
    return tuple(Change(field, pieces(*texts[field])) for field in shown)


def edit_distance(before: Copy, after: Copy) -> int:
    """How many characters were inserted and deleted, over everything a person can write in."""
    texts = ((field_text(before, field), field_text(after, field)) for field in _FIELDS)
    return sum(_changed(old, new) for old, new in texts if old != new)


def _changed(before: str, after: str) -> int:
    return sum(length for sign, length in diff(before, after, timelimit=1, cleanup="No") if sign != "=")


def pieces(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Pieces of (kind, text); small changes are joined, so that words stay whole, and no character is cut in two: what
    a reader takes for one may be several code points, such as an emoji with a skin tone."""
    old, new, clusters = _by_character(before, after)
    found: list[tuple[str, str]] = []
    at_old = at_new = 0
    for sign, length in diff(old, new, timelimit=1, cleanup="Semantic"):
        source, at = (new, at_new) if sign == "+" else (old, at_old)
        found.append((_KINDS[sign], _written_out(source[at : at + length], clusters)))
        at_old += length if sign != "+" else 0
        at_new += length if sign != "-" else 0
    return tuple(found)


def _by_character(before: str, after: str) -> tuple[str, str, dict[str, str]]:
    """Both texts with one code point for each character, and what the stand-ins among them stand for.

    Characters are extended grapheme clusters of Unicode Standard Annex 29. Stand-ins are code points for private use
    that neither text holds; a text with more kinds of clusters than there are, 65,534, is compared as it is.
    """
    old, new = _CLUSTER.findall(before), _CLUSTER.findall(after)
    several = dict.fromkeys(one for one in (*old, *new) if len(one) > 1)
    taken = set(before) | set(after)
    free = (chr(code) for code in _PRIVATE if chr(code) not in taken)
    stand_ins = dict(zip(several, free, strict=False))
    if len(stand_ins) < len(several):
        return before, after, {}
    plain_old, plain_new = ("".join(stand_ins.get(one, one) for one in text) for text in (old, new))
    return plain_old, plain_new, {stand_in: cluster for cluster, stand_in in stand_ins.items()}


def _written_out(text: str, clusters: dict[str, str]) -> str:
    return "".join(clusters.get(character, character) for character in text) if clusters else text
