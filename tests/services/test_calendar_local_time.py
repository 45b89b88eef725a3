"""Wall-clock times around clock changes: explained, never guessed in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.calendar.local_time import ClockChange, moment_of

BERLIN = ZoneInfo("Europe/Berlin")


def test_an_ordinary_time_needs_no_explanation() -> None:
    found = moment_of(datetime(2026, 6, 1, 10), BERLIN)
    assert (found.at.astimezone(UTC), found.note) == (datetime(2026, 6, 1, 8, tzinfo=UTC), None)


def test_a_time_the_clocks_skip_moves_to_the_end_of_the_gap_and_says_so() -> None:
    found = moment_of(datetime(2026, 3, 29, 2, 30), BERLIN)
    assert found.at.astimezone(UTC) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert found.note is not None
    assert found.note.code is ClockChange.SKIPPED
    assert "02:30" in found.note.text("zh")
    assert "03:00" in found.note.text("en")


def test_of_a_time_shown_twice_the_first_is_taken_and_named() -> None:
    found = moment_of(datetime(2026, 10, 25, 2, 30), BERLIN)
    assert found.at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert found.note is not None
    assert found.note.code is ClockChange.TWICE


@pytest.mark.parametrize("hour", [1, 3])
def test_the_hours_beside_a_change_are_ordinary(hour: int) -> None:
    assert moment_of(datetime(2026, 10, 25, hour, 30), BERLIN).note is None
