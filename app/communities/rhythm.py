"""The rhythm of a column: weekdays into a rule, a rule into words, and when the column comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY

from content_calendar.message import Message
from content_calendar.planning.recurrence import Rule, parse_rule
from content_calendar.planning.series import Firing, Series, firings
from content_calendar.vocabulary import Language, Term

NEAR = (21, 90, 288)
"""Windows of days that hold what comes in the next 400."""
FAR = (*NEAR, *(399,) * 8)
"""Far enough for a leap day."""
_DAYS_OF_A_WEEK = 7
_MONTHS_NAMED = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Weekday(Term):
    """The identifiers are those of RFC 5545; Monday is first."""

    MO = "MO", "周一", "Mon"
    TU = "TU", "周二", "Tue"
    WE = "WE", "周三", "Wed"
    TH = "TH", "周四", "Thu"
    FR = "FR", "周五", "Fri"
    SA = "SA", "周六", "Sat"
    SU = "SU", "周日", "Sun"


class Rhythm(Term):
    DAILY = "daily", "每天 {at}", "Daily at {at}"
    EVERY_DAYS = "every_days", "每 {interval} 天 {at}", "Every {interval} days at {at}"
    WEEKLY = "weekly", "每{days} {at}", "{days} at {at}"
    EVERY_WEEKS = "every_weeks", "每 {interval} 周的{days} {at}", "Every {interval} weeks on {days} at {at}"
    MONTHLY = "monthly", "每月{days} {at}", "Monthly on {days} at {at}"
    EVERY_MONTHS = "every_months", "每 {interval} 个月的{days} {at}", "Every {interval} months on {days} at {at}"
    YEARLY = "yearly", "每年{days} {at}", "Yearly on {days} at {at}"
    COUNTED = "counted", "{rhythm}，共 {count} 次", "{rhythm}, {count} times"
    ENDING = "ending", "{rhythm}，到 {until} 为止", "{rhythm}, until {until}"


def weekly_rule(weekdays: Iterable[str]) -> str:
    """The rule that fires on these weekdays (identifiers of Weekday), "" for none."""
    chosen = ",".join(day for day in Weekday if day in set(weekdays))
    return f"FREQ=WEEKLY;BYDAY={chosen}" if chosen else ""


def weekdays_of(text: str) -> list[str]:
    """The weekdays of a rule that `weekly_rule` could have made, else none."""
    days = [list(Weekday)[day].value for _nth, day in parse_rule(text).weekdays]
    return days if weekly_rule(days) == text else []


def rhythm_words(text: str, at: time, language: str) -> str:
    """A stored rule as people say it, such as “每周一、四 15:00”; the rule itself when it is out of the ordinary."""
    rule = parse_rule(text)
    rhythm = _said(rule, f"{at:%H:%M}", language)
    return _with_end(rule, rhythm, language) if rhythm else f"{rule.text} {at:%H:%M}"


def next_firings(
    series: Series, *, zone: ZoneInfo, now: datetime, count: int, windows: Sequence[int] = NEAR
) -> tuple[Firing, ...]:
    """The next `count` moments after `now` at which a column fires, fewer when `windows` of days hold not that many."""
    start, found = now.astimezone(zone).date(), list[Firing]()
    for days in windows:
        end = start + timedelta(days=days)
        found += (one for one in firings(series, zone=zone, start=start, end=end) if one.at > now)
        if len(found) >= count or rests_for_good(series, end):
            break
        start = end + timedelta(days=1)
    return tuple(found[:count])


def rests_for_good(series: Series, day: date) -> bool:
    """Whether a pause covers the day that nobody has set an end to."""
    return any(pause.last is None and pause.covers(day) for pause in series.pauses)


def _said(rule: Rule, at: str, language: str) -> str:
    """ "" when no sentence fits."""
    if rule.positions or rule.year_days or rule.weeks:
        return ""
    speak = {DAILY: _daily, WEEKLY: _weekly, MONTHLY: _monthly, YEARLY: _yearly}[rule.frequency]
    code, days = speak(rule, language)
    return Message(code, {"at": at, "days": days, "interval": rule.interval}).text(language) if code else ""


def _daily(rule: Rule, _language: str) -> tuple[Rhythm | None, str]:
    if rule.weekdays or rule.months or rule.month_days:
        return None, ""
    return (Rhythm.DAILY if rule.interval == 1 else Rhythm.EVERY_DAYS), ""


def _weekly(rule: Rule, language: str) -> tuple[Rhythm | None, str]:
    if not rule.weekdays or rule.months:
        return None, ""
    if rule.interval > 1:
        return Rhythm.EVERY_WEEKS, _weekdays(rule, language)
    return (Rhythm.DAILY if len(rule.weekdays) == _DAYS_OF_A_WEEK else Rhythm.WEEKLY), _weekdays(rule, language)


def _monthly(rule: Rule, language: str) -> tuple[Rhythm | None, str]:
    if rule.months or bool(rule.weekdays) == bool(rule.month_days) or any(nth == 0 for nth, _ in rule.weekdays):
        return None, ""
    days = _month_days(rule, language) if rule.month_days else _nth_weekdays(rule, language)
    return (Rhythm.MONTHLY if rule.interval == 1 else Rhythm.EVERY_MONTHS), days


def _yearly(rule: Rule, language: str) -> tuple[Rhythm | None, str]:
    plain_days = len(rule.months) == 1 and rule.month_days and min(rule.month_days) > 0
    if rule.interval > 1 or rule.weekdays or not plain_days:
        return None, ""
    month, days = rule.months[0], _joined(map(str, rule.month_days), language)
    return Rhythm.YEARLY, f" {month} 月 {days} 日" if _is_zh(language) else f"{_MONTHS_NAMED[month - 1]} {days}"


def _weekdays(rule: Rule, language: str) -> str:
    names = [list(Weekday)[day].label(language) for _nth, day in rule.weekdays]
    if not _is_zh(language):
        return _joined(names, language)
    return names[0] + "".join(f"、{name.removeprefix('周')}" for name in names[1:])


def _nth_weekdays(rule: Rule, language: str) -> str:
    return _joined((_nth_weekday(nth, list(Weekday)[day], language) for nth, day in rule.weekdays), language)


def _nth_weekday(nth: int, day: Weekday, language: str) -> str:
    if _is_zh(language):
        place = {-1: "最后一个"}.get(nth, f"第 {nth} 个" if nth > 0 else f"倒数第 {-nth} 个")
    else:
        place = {-1: "the last ", 1: "the 1st ", 2: "the 2nd ", 3: "the 3rd "}.get(
            nth, f"the {nth}th " if nth > 0 else f"no. {-nth} from the end, "
        )
    return f"{place}{day.label(language)}"


def _month_days(rule: Rule, language: str) -> str:
    counted = [str(day) for day in rule.month_days if day > 0]
    from_end = [_from_end(-day, language) for day in rule.month_days if day < 0]
    if not _is_zh(language):
        return _joined([*(f"day {day}" for day in counted), *from_end], language)
    return _joined([*([f" {'、'.join(counted)} 日"] if counted else []), *from_end], language)


def _from_end(day: int, language: str) -> str:
    if _is_zh(language):
        return "最后一天" if day == 1 else f"倒数第 {day} 天"
    return "the last day" if day == 1 else f"day {day} from the end"


def _with_end(rule: Rule, rhythm: str, language: str) -> str:
    if rule.count:
        return Message(Rhythm.COUNTED, {"rhythm": rhythm, "count": rule.count}).text(language)
    if rule.until:
        return Message(Rhythm.ENDING, {"rhythm": rhythm, "until": f"{rule.until:%Y-%m-%d}"}).text(language)
    return rhythm


def _joined(parts: Iterable[str], language: str) -> str:
    return ("、" if _is_zh(language) else ", ").join(parts)


def _is_zh(language: str) -> bool:
    return language.startswith(Language.ZH)
