"""How many mass messages a group or customer may be sent in WeCom, and on which days there would be more.

Source: developer.work.weixin.qq.com/document/path/92135 and the admin console, 2025-11: as many in a month as it has
days, unless the company chose seven a week or one a day.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from content_calendar.vocabulary import Term

_WEEK = 7


class QuotaRule(Term):
    MONTH = "month", "每月按当月天数", "As many a month as it has days"
    WEEK = "week", "每周 7 条", "7 a week"
    DAY = "day", "每天 1 条", "1 a day"


@dataclass(frozen=True, slots=True)
class Window:
    """The days `first` to `last`, both included, within which at most `limit` are allowed; what was `sent` on them,
    what is `planned` besides, and the days whose messages are `over` the limit."""

    first: date
    last: date
    limit: int
    sent: int
    planned: int
    over: tuple[date, ...]

    @property
    def used(self) -> int:
        return self.sent + self.planned

    @property
    def share(self) -> float:
        """How full it is: 1 is all of it."""
        return self.used / self.limit


def windows(
    rule: QuotaRule, first: date, last: date, *, sent: Iterable[date], planned: Iterable[date]
) -> tuple[Window, ...]:
    """Every window of the rule that touches the days `first` to `last`, with what falls on it."""
    went, meant = sorted(sent), sorted(planned)
    return tuple(_window(start, end, limit, went, meant) for start, end, limit in _spans(rule, first, last))


def fullest(found: Iterable[Window]) -> Window:
    """The one nearest to its limit or farthest above it, the earliest of equals."""
    return max(found, key=lambda window: (window.share, -window.first.toordinal()))


def span(first: date, last: date) -> tuple[date, date]:
    """The days to look at so that every window of every rule touching `first` to `last` is whole."""
    begin, end = first.replace(day=1), _month_end(last)
    return begin - timedelta(days=begin.weekday()), end + timedelta(days=_WEEK - 1 - end.weekday())


def _spans(rule: QuotaRule, first: date, last: date) -> Iterator[tuple[date, date, int]]:
    starts = list(_starts(rule, first, last))
    for start, following in pairwise(starts):
        end = following - timedelta(days=1)
        yield start, end, (end - start).days + 1 if rule is not QuotaRule.DAY else 1


def _starts(rule: QuotaRule, first: date, last: date) -> Iterator[date]:
    """The first day of every window, and the one after the last."""
    day = first.replace(day=1) if rule is QuotaRule.MONTH else first
    if rule is QuotaRule.WEEK:
        day = first - timedelta(days=first.weekday())
    while day <= last:
        yield day
        day = _next(rule, day)
    yield day


def _next(rule: QuotaRule, day: date) -> date:
    if rule is QuotaRule.MONTH:
        return _month_end(day) + timedelta(days=1)
    return day + timedelta(days=_WEEK if rule is QuotaRule.WEEK else 1)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _window(start: date, end: date, limit: int, sent: list[date], planned: list[date]) -> Window:
    went = [day for day in sent if start <= day <= end]
    meant = [day for day in planned if start <= day <= end]
    beyond = sorted([*went, *meant])[limit:]
    return Window(start, end, limit, len(went), len(meant), tuple(dict.fromkeys(beyond)))
