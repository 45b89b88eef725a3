"""Cells that a spreadsheet shows and never runs."""

from __future__ import annotations

from content_calendar.exporters.formulas import FORMULA_STARTS, starts_formula
from content_calendar.exporters.plain_text import plain

_GUARD = "'"
_SUSPECT = frozenset({*FORMULA_STARTS, _GUARD})


def cell(text: str) -> str:
    """`text` without control characters, led by `'` where a spreadsheet would otherwise run it as a formula."""
    clean = text if text.isprintable() else plain(text)
    return _GUARD + clean if clean[:1] in _SUSPECT and _needs_guard(clean) else clean


def unguarded(text: str) -> str:
    """What `cell` was given, for reading a file back in."""
    return text[1:] if text.startswith(_GUARD) and _needs_guard(text) else text


def _needs_guard(text: str) -> bool:
    # A guard before an apostrophe that already stands before a formula, or reading back could not tell them apart.
    return starts_formula(text.lstrip(_GUARD))
