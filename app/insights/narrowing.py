"""Which posts that are out a page speaks of: those of a range, of a persona, of one level of the ranking."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Text, cast, false
from sqlalchemy.orm import InstrumentedAttribute

from app.core.row_ids import row_id
from app.core.zones import zone_or_utc
from app.feedback.weeks import first_day
from app.insights.asked import Asked, Level
from app.insights.counted import counts
from app.insights.placing import in_part
from app.insights.ranges import Range
from app.learning.features import WEEKDAYS
from app.models import ContentItem, PostStanding, Revision
from content_calendar.planning.wall_clock import moment
from content_calendar.ranking import Block

Conditions = tuple[ColumnElement[bool], ...]
TEXT_BLOCKS = frozenset({Block.TAG, Block.PROMPT})
"""What stands in the words of a post, not in the post."""


def conditions(asked: Asked, zone: str) -> Conditions:
    """On PostStanding, its item and, for TEXT_BLOCKS, the item's present text."""
    weeks = PostStanding.week.between(asked.range.first, asked.range.last)
    found: Conditions = (PostStanding.community_id == asked.community_id, weeks)
    if asked.persona_id is not None:
        found = (*found, PostStanding.persona_id == asked.persona_id)
    if asked.counted:
        found = (*found, counts())
    return (*found, at_level(asked.level, asked.range, zone)) if asked.level else found


def at_level(level: Level, within: Range, zone: str) -> ColumnElement[bool]:
    """Whether a post has this level; none has one of a block that is not of a post alone."""
    if level.block is Block.SLOT:
        return _in_hour(level.name, within, zone)
    condition = _OF_A_POST.get(level.block)
    return condition(level.name) if condition else false()


def _tagged(tag: str) -> ColumnElement[bool]:
    """Lists are kept as the JSON text they were written as."""
    return cast(Revision.tags, Text).contains(json.dumps(tag), autoescape=True)


def prompted(name: str) -> ColumnElement[bool]:
    """Whether a text was written with this version of this prompt, as the ranking names it."""
    prompt, _at, version = name.rpartition("@")
    return (Revision.prompt == prompt) & (Revision.prompt_version == version)


def _numbered(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], name: str) -> ColumnElement[bool]:
    try:
        return column == row_id(name)
    except ValueError:
        return false()


def _in_hour(name: str, within: Range, zone: str) -> ColumnElement[bool]:
    """The hour of that weekday in each week: the clocks of a community change, those of a database do not know."""
    day, _dash, hour = name.partition("-")
    if day not in WEEKDAYS or hour not in {f"{number:02d}" for number in range(24)}:
        return false()
    where, days = zone_or_utc(zone), timedelta(days=WEEKDAYS.index(day))

    def of_week(number: int) -> tuple[datetime, datetime]:
        date = first_day(within.first + number) + days
        after = datetime.combine(date, time(int(hour))) + timedelta(hours=1)
        return moment(date, time(int(hour)), where), moment(after.date(), after.time(), where)

    return in_part(PostStanding.out_at, within.starts(zone), of_week)


_OF_A_POST: Mapping[Block, Callable[[str], ColumnElement[bool]]] = {
    Block.FORM: lambda name: cast(ContentItem.form, Text) == name,
    Block.VALUE: lambda name: cast(ContentItem.value, Text) == name,
    Block.PERSONA: lambda name: _numbered(ContentItem.persona_id, name),
    Block.TEMPLATE: lambda name: _numbered(ContentItem.column_id, name),
    Block.TAG: _tagged,
    Block.PROMPT: prompted,
}
