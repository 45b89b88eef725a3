"""What people should know of a rhythm on odd days: clocks that change, months too short, days of leap years alone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, YEARLY

from content_calendar.message import Message
from content_calendar.planning.rule import Rule
from content_calendar.planning.series import Firing, Series
from content_calendar.planning.wall_clock import moment
from content_calendar.vocabulary import Term

_SHORTEST_MONTH = 28
_FEBRUARY, _LEAP_DAY, _LEAP_YEAR_DAYS = 2, 29, 366


class SeriesNote(Term):
    SKIPPED_CLOCK = (
        "skipped_clock",
        "当天时钟拨快，没有 {wanted}，改为 {at}",
        "Clocks go forward that day: there is no {wanted}, so it is {at}",
    )
    REPEATED_CLOCK = (
        "repeated_clock",
        "当天时钟拨回，{at} 有两次，取第一次",
        "Clocks go back that day: of the two {at} it is the first",
    )
    SHORT_MONTHS = (
        "short_months",
        "没有 {day} 日的月份会跳过；想固定在月末，请写 BYMONTHDAY=-1",
        "Months without day {day} are skipped; for the end of every month write BYMONTHDAY=-1",
    )
    LEAP_YEARS = "leap_years", "只有闰年才有这一天", "This day exists in leap years only"


def clock_note(wanted: datetime, zone: ZoneInfo) -> Message | None:
    """What happens to the wall-clock moment `wanted` where the clock of `zone` skips or repeats it."""
    at = moment(wanted.date(), wanted.time(), zone)
    if at.replace(tzinfo=None) != wanted:
        return Message(SeriesNote.SKIPPED_CLOCK, {"wanted": f"{wanted:%H:%M}", "at": f"{at:%m-%d %H:%M}"})
    if at.utcoffset() != at.replace(fold=1).utcoffset():
        return Message(SeriesNote.REPEATED_CLOCK, {"at": f"{at:%H:%M}"})
    return None


def firing_note(series: Series, firing: Firing, zone: ZoneInfo) -> Message | None:
    """`clock_note` for a moment that `series.firings` gave."""
    moved = next((one.to for one in series.overrides if one.on == firing.day and one.to), None)
    phase = next(phase for phase in reversed(series.phases) if phase.start <= firing.day)
    return clock_note(moved or datetime.combine(firing.day, phase.at), zone)


def rule_note(rule: Rule) -> Message | None:
    """What a rule that names the end of a month, or a leap day, leaves out; None when it leaves nothing out."""
    late = [day for day in rule.month_days if day > _SHORTEST_MONTH]
    if rule.frequency == YEARLY and (rule.year_days == (_LEAP_YEAR_DAYS,) or _is_leap_day(rule)):
        return Message(SeriesNote.LEAP_YEARS)
    if late and rule.frequency == MONTHLY and not rule.months:
        return Message(SeriesNote.SHORT_MONTHS, {"day": late[0]})
    return None


def _is_leap_day(rule: Rule) -> bool:
    return rule.months == (_FEBRUARY,) and rule.month_days == (_LEAP_DAY,)
