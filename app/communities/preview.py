"""When a column would come next, shown while its rhythm is still being chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import MultiDict

from app.communities.rhythm import next_firings, rhythm_words, weekly_rule
from app.communities.series_rows import first_day_of
from app.core.field_flaws import message_of
from app.core.text_fields import ClockTime, Day, Rule
from app.core.zones import zone_of
from app.models import Column, Community
from content_calendar.planning.rule import parse_rule
from content_calendar.planning.series import Phase, Series
from content_calendar.planning.series_notes import rule_note

PREVIEWED = 5

_rule: TypeAdapter[str] = TypeAdapter(Rule)
_clock: TypeAdapter[time] = TypeAdapter(ClockTime)
_day: TypeAdapter[date] = TypeAdapter(Day)


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """`words` is empty until days and a time are there; `problem` says why there is nothing to show."""

    words: str = ""
    times: tuple[datetime, ...] = ()
    problem: str = ""
    note: str = ""
    """What the rule leaves out."""


def preview_of(
    typed: MultiDict[str, str], column: Column | None, *, community: Community, language: str, now: datetime
) -> ColumnPreview:
    """From the fields `weekdays`, `rule`, `at` and `starts_on`; left empty, that is the column's first day or today."""
    rule, at = typed.get("rule", "").strip() or weekly_rule(typed.getlist("weekdays")), typed.get("at", "").strip()
    if not rule or not at:
        return ColumnPreview()
    try:
        rule, clock = _rule.validate_python(rule), _clock.validate_python(at)
        start = _day.validate_python(typed["starts_on"].strip()) if typed.get("starts_on", "").strip() else None
    except ValidationError as error:
        return ColumnPreview(problem=message_of(error.errors(include_url=False)[0]).text(language))
    zone, parsed = zone_of(community.timezone), parse_rule(rule)
    first = start or (first_day_of(column, zone) if column else now.astimezone(zone).date())
    series = Series((Phase(first, parsed, clock),))
    note = rule_note(parsed)
    return ColumnPreview(
        rhythm_words(rule, clock, language),
        tuple(firing.at for firing in next_firings(series, zone=zone, now=now, count=PREVIEWED)),
        note=note.text(language) if note else "",
    )
