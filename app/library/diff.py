"""What changed between two texts, by character, in pieces people can read."""

from __future__ import annotations

from dataclasses import dataclass

from fast_diff_match_patch import diff

from content_calendar.content import Copy
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField

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
    """Pieces of (kind, text); small changes are joined, so that words stay whole."""
    found: list[tuple[str, str]] = []
    old = new = 0
    for sign, length in diff(before, after, timelimit=1, cleanup="Semantic"):
        source, at = (after, new) if sign == "+" else (before, old)
        found.append((_KINDS[sign], source[at : at + length]))
        old += length if sign != "+" else 0
        new += length if sign != "-" else 0
    return tuple(found)
