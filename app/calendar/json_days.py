"""Open data of holidays: an object for a year, {"year": 2027, "days": [{"name", "date", "isOffDay"}]}, or a list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l

from app.calendar.day_words import Raw
from app.core.tables.table import FileUnusable


def is_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


def raw_of_json(text: str) -> Iterator[Raw]:
    """The days of the file in its order. Raises FileUnusable."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise FileUnusable(
            _l("This begins like JSON but cannot be read."), _l("Take the file again as it was published.")
        ) from None
    for line, day in enumerate(_days(value), start=1):
        yield Raw(line, _text(day.get("date")), _text(day.get("name")), _kind(day))


def _days(value: Any) -> Iterator[dict[str, Any]]:
    for entry in value if isinstance(value, list) else [value]:
        inner = entry.get("days") if isinstance(entry, dict) else None
        if isinstance(inner, list):
            yield from (day for day in inner if isinstance(day, dict))
        elif isinstance(entry, dict) and "date" in entry:
            yield entry


def _kind(day: dict[str, Any]) -> str:
    off = day.get("isOffDay")
    return ("holiday" if off else "workday") if isinstance(off, bool) else _text(day.get("kind"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)[:100]
