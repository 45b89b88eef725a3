"""What is special about a day, as a short sign beside its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.calendar.days import DayMarks
from content_calendar.vocabulary import Term


class SignKind(Term):
    HOLIDAY = "holiday", "休", "Off"
    WORKDAY = "workday", "班", "Work"
    BLACKOUT = "blackout", "静", "Quiet"


@dataclass(frozen=True, slots=True)
class DaySign:
    """`name` is what the team calls it, "" when it gave no name."""

    kind: SignKind
    name: str


def signs_by_day(marks: DayMarks) -> dict[date, tuple[DaySign, ...]]:
    """The signs of each day that has any: a holiday, a make-up workday, a day on which nothing goes out."""
    kinds: tuple[tuple[SignKind, Mapping[date, str]], ...] = (
        (SignKind.HOLIDAY, marks.holidays), (SignKind.WORKDAY, marks.workdays), (SignKind.BLACKOUT, marks.blackout),
    )
    found: dict[date, tuple[DaySign, ...]] = {}
    for kind, names in kinds:
        for day, name in names.items():
            found[day] = (*found.get(day, ()), DaySign(kind, name))
    return found
