"""A column's rhythm between its row and the domain: rule, clock and changes into a Series and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.models import Column
from content_calendar.planning.rule import parse_rule
from content_calendar.planning.series import Override, Pause, Phase, Series


def series_of(column: Column, zone: ZoneInfo) -> Series:
    """The rhythm of a column; one without a first day begins on the day, in `zone`, its row was made.

    A column switched off, as older versions stopped one, rests from its beginning until somebody resumes it.
    """
    start = first_day_of(column, zone)
    rested = () if column.active else (Pause(start),)
    return Series(
        phases=(Phase(start, parse_rule(column.rule), column.at), *map(_phase, column.phases)),
        overrides=tuple(map(_override, column.overrides)),
        pauses=rested or tuple(map(_pause, column.pauses)),
    )


def first_day_of(column: Column, zone: ZoneInfo) -> date:
    """The local day its rule counts from."""
    return column.starts_on or column.created_at.astimezone(zone).date()


def rests_until_resumed(*, active: bool, pauses: Iterable[Mapping[str, Any]], day: date) -> bool:
    """Whether a column with these fields rests on `day`, and nobody has said until when."""
    return not active or any(pause.last is None and pause.covers(day) for pause in map(_pause, pauses))


def rhythm_fields(series: Series) -> dict[str, object]:
    """The fields of a column that hold this rhythm."""
    first, *later = series.phases
    return {
        "rule": first.rule.text,
        "at": first.at,
        "starts_on": first.start,
        "phases": [
            {"from": phase.start.isoformat(), "rule": phase.rule.text, "at": phase.at.isoformat()} for phase in later
        ],
        "overrides": [
            {"on": one.on.isoformat(), "to": one.to.isoformat() if one.to else None}
            for one in series.overrides
        ],
        "pauses": [
            {"first": one.first.isoformat(), "last": one.last.isoformat() if one.last else None}
            for one in series.pauses
        ],
        "active": True,
    }


def _phase(stored: Mapping[str, Any]) -> Phase:
    return Phase(date.fromisoformat(stored["from"]), parse_rule(stored["rule"]), time.fromisoformat(stored["at"]))


def _override(stored: Mapping[str, Any]) -> Override:
    to = stored["to"]
    return Override(date.fromisoformat(stored["on"]), datetime.fromisoformat(to) if to else None)


def _pause(stored: Mapping[str, Any]) -> Pause:
    last = stored["last"]
    return Pause(date.fromisoformat(stored["first"]), date.fromisoformat(last) if last else None)
