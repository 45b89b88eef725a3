"""What changed between two texts, by character, in pieces people can read."""

from __future__ import annotations

from fast_diff_match_patch import diff

from content_calendar.content import Copy

_KINDS = {"=": "equal", "+": "insert", "-": "delete"}


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """Pieces of (kind, text), kind `equal`, `insert` or `delete`; joined small changes, so that words stay whole."""
    pieces: list[tuple[str, str]] = []
    old = new = 0
    for sign, length in diff(before, after, timelimit=1, cleanup="Semantic"):
        source, at = (after, new) if sign == "+" else (before, old)
        pieces.append((_KINDS[sign], source[at : at + length]))
        old += length if sign != "+" else 0
        new += length if sign != "-" else 0
    return pieces


def readable(copy: Copy) -> str:
    """Everything a reviewer reads, title first, as one text."""
    return "\n".join(part for part in (copy.title, copy.text()) if part)
