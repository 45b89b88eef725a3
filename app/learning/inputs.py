"""What is learned from, as it was read: to know it again later, as a whole and week by week."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from app.learning.replay import CONFIG

if TYPE_CHECKING:
    from hashlib import _Hash as Digest

METHOD = 2
"""Which way of reading standings this is: another would learn other things from the same numbers."""


class Inputs:
    """The standings of a community in their one order, with the clocks and the newest week that is over."""

    def __init__(self, zone: ZoneInfo, last: int, rows: Iterable[Row[Any]] = ()) -> None:
        self._whole = hashlib.sha256(repr((METHOD, CONFIG, zone.key, last)).encode())
        self._weeks: dict[int, Digest] = {}
        self.add(rows)

    def add(self, rows: Iterable[Row[Any]]) -> None:
        """Read on: posts of the same week or of later ones."""
        for row in rows:
            said = _bytes(row)
            self._whole.update(said)
            self._weeks.setdefault(row.week, hashlib.sha256()).update(said)

    @property
    def digest(self) -> str:
        """SHA-256 over everything, in hexadecimal digits."""
        return self._whole.hexdigest()

    def have(self, week: int, rows: Iterable[Row[Any]]) -> bool:
        """Whether these, all of the week, are what was read of it."""
        found = hashlib.sha256()
        for row in rows:
            found.update(_bytes(row))
        return week in self._weeks and self._weeks[week].digest() == found.digest()


def _bytes(row: Row[Any]) -> bytes:
    return repr(tuple(row)).encode()
