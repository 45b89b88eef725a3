"""A whole rhythm as people say it: how it goes now, what changes when, and when it rests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.communities.rhythm import rhythm_words
from content_calendar.message import Message
from content_calendar.planning.series import ONE_DAY, Pause, Phase, Series
from content_calendar.vocabulary import Language, Term

_MONTHS_NAMED = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Turning(Term):
    FROM = "from", "{day}起{rhythm}", "from {day}: {rhythm}"
    RESTS = "rests", "已暂停", "paused"
    RESTS_UNTIL = "rests_until", "暂停到 {last}", "paused until {last}"
    WILL_REST = "will_rest", "{first}起暂停", "paused from {first}"
    WILL_REST_UNTIL = "will_rest_until", "{first}至 {last}暂停", "paused from {first} to {last}"


def series_words(series: Series, language: str, today: date) -> str:
    """Such as “每周一 15:00；12 月 1 日起每周三 20:00；12 月 5 日起暂停”; what is over by `today` is not told."""
    said = [*_phases(series, language, today), *_pauses(series, language, today)]
    return ("；" if language.startswith(Language.ZH) else "; ").join(said)


def phase_words(phase: Phase, language: str, today: date) -> str:
    """One rhythm, with the day it begins on when that is to come."""
    rhythm = rhythm_words(phase.rule.text, phase.at, language)
    if phase.start <= today:
        return rhythm
    return Message(Turning.FROM, {"day": day_words(phase.start, language, today), "rhythm": rhythm}).text(language)


def pause_words(pause: Pause, language: str, today: date) -> str:
    """One pause, seen from `today`."""
    days = {"first": day_words(pause.first, language, today)}
    if pause.last is not None:
        days["last"] = day_words(pause.last, language, today)
    if pause.first > today:
        return Message(Turning.WILL_REST_UNTIL if pause.last else Turning.WILL_REST, days).text(language)
    return Message(Turning.RESTS_UNTIL if pause.last else Turning.RESTS, days).text(language)


def day_words(day: date, language: str, today: date) -> str:
    """A day with its year when that is another one than today's: 12 月 1 日, 1 Dec."""
    year = day.year != today.year
    if language.startswith(Language.ZH):
        return f"{f'{day.year} 年 ' if year else ''}{day.month} 月 {day.day} 日"
    return f"{day.day} {_MONTHS_NAMED[day.month - 1]}{f' {day.year}' if year else ''}"


def _phases(series: Series, language: str, today: date) -> Iterator[str]:
    ends = (*(phase.start - ONE_DAY for phase in series.phases[1:]), date.max)
    for phase, last in zip(series.phases, ends, strict=True):
        if max(phase.start, today) <= last:
            yield phase_words(phase, language, today)


def _pauses(series: Series, language: str, today: date) -> Iterator[str]:
    return (pause_words(pause, language, today) for pause in series.pauses if not pause.last or pause.last >= today)
