"""Line numbers in a form field, short even for thousands: `2-401,403`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.tables.table import MAX_ROWS

_SPAN = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?", re.ASCII)


def written(lines: Iterable[int]) -> str:
    """The numbers with runs drawn together."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and runs[-1][1] == line - 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ",".join(f"{first}-{last}" if last > first else str(first) for first, last in runs)


def read(text: str) -> frozenset[int]:
    """The numbers again; what is none, and more than a table can have, is left out."""
    found: set[int] = set()
    for span in _SPAN.finditer(text[: 8 * MAX_ROWS]):
        first, last = int(span[1]), int(span[2] or span[1])
        found.update(range(first, min(last + 1, first + MAX_ROWS + 1 - len(found))))
        if len(found) > MAX_ROWS:
            break
    return frozenset(found)
