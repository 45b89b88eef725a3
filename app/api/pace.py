"""How often one token may ask: a count for each minute of the clock, in the memory of this process.

With several web processes a token may ask as often as the setting says in each of them. The limiter of the pages would
start a thread for every request, which costs more than the look-up of the token.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import cast

from flask import current_app
from flask.sansio.app import App

from app.api.refusals import TooOften
from app.core.running import current_settings

_MINUTE = 60
_EXTENSION = "qunbi-api-pace"


@dataclass(slots=True)
class Pace:
    """Counts of the present minute, by token."""

    minute: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    def count(self, token_hash: str, most: int, now: datetime) -> None:
        """One more request with this token, known or not, of `most` in a minute.

        Raises TooOften with the seconds left of the minute.
        """
        minute, second = divmod(int(now.timestamp()), _MINUTE)
        with self.lock:
            if minute != self.minute:
                self.minute = minute
                self.counts.clear()
            self.counts[token_hash] += 1
            is_too_often = self.counts[token_hash] > most
        if is_too_often:
            raise TooOften(_MINUTE - second)


def init_app(app: App) -> None:
    app.extensions[_EXTENSION] = Pace()


def count_request(token_hash: str, now: datetime) -> None:
    """Raises TooOften when the token asks more often than the setting allows."""
    pace = cast("Pace", current_app.extensions[_EXTENSION])
    pace.count(token_hash, current_settings().api_requests_per_minute, now)
