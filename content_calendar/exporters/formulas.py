"""What spreadsheets run instead of showing."""

from __future__ import annotations

# The full-width forms are formulas too where the locale is East Asian.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def starts_formula(text: str) -> bool:
    """Whether a spreadsheet would take a cell with `text` for a formula."""
    return text.startswith(FORMULA_STARTS)
