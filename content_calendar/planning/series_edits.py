"""Changing a rhythm: this occurrence, this and the following ones, all of them, and for a while none.

Each edit gives a new Series. What people changed by hand stays as long as the rhythm still comes on that day.
"""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from content_calendar.message import Message
from content_calendar.planning.faults import RangeFault, SeriesFault, SeriesRefused
from content_calendar.planning.rule import Rule
from content_calendar.planning.series import ONE_DAY, Override, Pause, Phase, Series, by_rhythm, firings
from content_calendar.planning.wall_clock import moment

MAX_CHANGES = 60


def change_one(series: Series, on: date, to: datetime | None, *, zone: ZoneInfo) -> Series:
    """The occurrence of the day `on` alone moves to the wall-clock moment `to`, or is left out.

    Raises SeriesRefused when the rhythm has no such day, a pause covers it or the day of `to`, another occurrence
    stands at that very moment, or there are 60 such changes already.
    """
    require_occurrence(series, on, zone)
    for day in (on, to.date() if to else on):
        if series.paused_on(day):
            raise _refused(SeriesFault.ON_PAUSED_DAY, day=day)
    others = tuple(override for override in series.overrides if override.on != on)
    changed = replace(series, overrides=_by_day(*others, Override(on, to)))
    _require_room(changed.overrides)
    if to:
        _require_free(changed, on, to, zone)
    return changed


def restore_one(series: Series, on: date) -> Series:
    """The occurrence of the day `on` is again as the rhythm has it."""
    return replace(series, overrides=tuple(override for override in series.overrides if override.on != on))


def change_from(series: Series, on: date, rule: Rule, at: time, *, zone: ZoneInfo) -> Series:
    """From the day `on`, from which `rule` counts, another rhythm in place of all that was to follow.

    Raises SeriesRefused for more than 60 phases.
    """
    earlier = tuple(phase for phase in series.phases if phase.start < on)
    _require_room((*earlier[1:], on))
    return _still_meant(replace(series, phases=(*earlier, Phase(on, rule, at))), zone)


def change_all(series: Series, rule: Rule, at: time, *, zone: ZoneInfo, start: date | None = None) -> Series:
    """One rhythm from the beginning, on the day `start` or where it was; pauses stay."""
    return _still_meant(replace(series, phases=(Phase(start or series.phases[0].start, rule, at),)), zone)


def take_back(series: Series, start: date, *, zone: ZoneInfo) -> Series:
    """Without the later rhythm that was to begin on the day `start`; what was in force before it goes on."""
    first, *later = series.phases
    return _still_meant(replace(series, phases=(first, *(phase for phase in later if phase.start != start))), zone)


def pause(series: Series, first: date, last: date | None) -> Series:
    """Nothing fires from `first` to `last`, both included, or until resumed; pauses that meet become one.

    Raises SeriesRefused when it ends before it begins, or for more than 60 pauses.
    """
    if last is not None and last < first:
        raise SeriesRefused(Message(RangeFault.REVERSED, {"start": first.isoformat(), "end": last.isoformat()}))
    pauses: tuple[Pause, ...] = ()
    for one in sorted((*series.pauses, Pause(first, last)), key=lambda found: found.first):
        pauses = (*pauses[:-1], _joined(pauses[-1], one)) if pauses and _meet(pauses[-1], one) else (*pauses, one)
    _require_room(pauses)
    return replace(series, pauses=pauses)


def resume(series: Series, on: date) -> Series:
    """The pause that covers the day `on` ends the day before, or is gone when that is its first day."""
    ended = (replace(one, last=on - ONE_DAY) if one.covers(on) else one for one in series.pauses)
    return replace(series, pauses=tuple(one for one in ended if one.last is None or one.first <= one.last))


def without_past(series: Series, before: date) -> Series:
    """Without single changes and pauses that concern only days before `before`."""
    overrides = (one for one in series.overrides if max(one.on, one.to.date() if one.to else one.on) >= before)
    pauses = (one for one in series.pauses if one.last is None or one.last >= before)
    return replace(series, overrides=tuple(overrides), pauses=tuple(pauses))


def require_occurrence(series: Series, on: date, zone: ZoneInfo) -> None:
    """Raises SeriesRefused when the rhythm, whatever was changed by hand, does not come on the day `on`."""
    if not _comes(series, on, zone):
        raise _refused(SeriesFault.NO_OCCURRENCE, day=on)


def _comes(series: Series, on: date, zone: ZoneInfo) -> bool:
    return any(True for _ in by_rhythm(series, zone=zone, start=on, end=on))


def _still_meant(series: Series, zone: ZoneInfo) -> Series:
    return replace(series, overrides=tuple(one for one in series.overrides if _comes(series, one.on, zone)))


def _require_room(changes: Sized) -> None:
    if len(changes) > MAX_CHANGES:
        raise _refused(SeriesFault.TOO_MANY, limit=MAX_CHANGES)


def _require_free(series: Series, on: date, to: datetime, zone: ZoneInfo) -> None:
    at = moment(to.date(), to.time(), zone)
    for firing in firings(series, zone=zone, start=to.date() - ONE_DAY, end=to.date() + ONE_DAY):
        if firing.day != on and firing.at.timestamp() == at.timestamp():
            raise _refused(SeriesFault.MOMENT_TAKEN, at=f"{at:%Y-%m-%d %H:%M}", day=firing.day)


def _refused(fault: SeriesFault, **params: object) -> SeriesRefused:
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
    return SeriesRefused(Message(fault, said))


def _by_day(*overrides: Override) -> tuple[Override, ...]:
    return tuple(sorted(overrides, key=lambda override: override.on))


def _meet(one: Pause, later: Pause) -> bool:
    return one.last is None or later.first <= one.last + ONE_DAY


def _joined(one: Pause, later: Pause) -> Pause:
    return replace(one, last=None if one.last is None or later.last is None else max(one.last, later.last))
