"""When a column's rule fires: days by the rule, moments by the clock of the community's zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY

from content_calendar.message import Message
from content_calendar.planning.faults import (
    FIRST_YEAR,
    LAST_YEAR,
    MAX_RANGE_DAYS,
    PlanRefused,
    RangeFault,
    RuleFault,
    RuleInvalid,
)
from content_calendar.planning.rule import Rule, parse_rule
from content_calendar.planning.wall_clock import moment

__all__ = [
    "PlanRefused", "RangeFault", "Rule", "RuleFault", "RuleInvalid", "check_range", "days_and_moments", "occurrences",
    "parse_rule",
]


def occurrences(
    rule: Rule, *, at: time, zone: ZoneInfo, start: date, end: date, anchor: date
) -> tuple[datetime, ...]:
    """Aware moments in `zone` at which `rule` fires from `start` to `end`, both included, at most one a day.

    The rule counts from `anchor` (its DTSTART): intervals, COUNT and days left open (the weekday of a bare WEEKLY)
    come from there, and nothing fires before it. Around clock changes see `wall_clock.moment`.

    Raises PlanRefused as `check_range` does.
    """
    check_range(start, end)
    return tuple(fired for _day, fired in days_and_moments(rule, at=at, zone=zone, start=start, end=end, anchor=anchor))


def days_and_moments(
    rule: Rule, *, at: time, zone: ZoneInfo, start: date, end: date, anchor: date
) -> Iterator[tuple[date, datetime]]:
    """`occurrences` with the day of the rule beside each moment, which lies on another one where a zone skips a day.

    The range is taken as it is.
    """
    days = _days(_spelled_out(rule, anchor), anchor, start, end)
    fired = ((day, moment(day, at, zone)) for day in days)
    return takewhile(lambda pair: _is_before_end(pair[1], rule.until), fired)


def check_range(start: date, end: date) -> None:
    """Raises PlanRefused, with the reason as a Message, unless start ≤ end, with at most 400 days, in 1900 to 2100."""
    days = (end - start).days + 1
    if days < 1:
        raise PlanRefused(Message(RangeFault.REVERSED, {"start": start.isoformat(), "end": end.isoformat()}))
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        raise PlanRefused(Message(RangeFault.YEAR_OUT, {"first": FIRST_YEAR, "last": LAST_YEAR}))
    if days > MAX_RANGE_DAYS:
        raise PlanRefused(Message(RangeFault.TOO_LONG, {"days": days, "limit": MAX_RANGE_DAYS}))


def _days(rule: Rule, anchor: date, start: date, end: date) -> Iterator[date]:
    first = anchor if rule.count else max(anchor, start)
    if first > end or not rule.ever_fires():
        return iter(())
    found = (found.date() for found in rule.days_from(_start_of_period(rule, first)))
    until_end = takewhile(lambda day: day <= end, found)
    fired = (day for day in until_end if day >= first and _is_in_turn(rule, day, anchor))
    return (day for day in islice(fired, rule.count) if day >= start)


def _spelled_out(rule: Rule, anchor: date) -> Rule:
    """The rule with the days its anchor implies written down, so that it may be read from any other day."""
    if rule.weekdays or rule.month_days or rule.year_days or rule.weeks:
        return rule
    if rule.frequency == WEEKLY:
        return replace(rule, weekdays=((0, anchor.weekday()),))
    if rule.frequency == MONTHLY:
        return replace(rule, month_days=(anchor.day,))
    if rule.frequency == YEARLY:
        return replace(rule, months=rule.months or (anchor.month,), month_days=(anchor.day,))
    return rule


def _start_of_period(rule: Rule, day: date) -> date:
    # Positions count within whole periods, so reading must begin where one does.
    if rule.frequency == WEEKLY:
        return day - timedelta(days=min((day.weekday() - rule.week_start) % 7, day.toordinal() - 1))
    if rule.frequency == MONTHLY:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if rule.frequency == YEARLY else day


def _is_in_turn(rule: Rule, day: date, anchor: date) -> bool:
    return (_period(rule, day) - _period(rule, anchor)) % rule.interval == 0


def _period(rule: Rule, day: date) -> int:
    if rule.frequency == DAILY:
        return day.toordinal()
    if rule.frequency == WEEKLY:
        return (day.toordinal() - 1 - rule.week_start) // 7
    return day.year if rule.frequency == YEARLY else day.year * 12 + day.month


def _is_before_end(fired: datetime, until: date | datetime | None) -> bool:
    if until is None:
        return True
    if not isinstance(until, datetime):
        return fired.date() <= until
    return fired <= until if until.tzinfo else fired.replace(tzinfo=None) <= until
