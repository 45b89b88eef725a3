"""How a column's rhythm changes, as it is written: phases, single departures and pauses, each list by day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from typing import Annotated, Any, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.communities.written_part import Part
from app.core.field_flaws import Flaw, flawed, shortened
from app.core.text_fields import ClockTime, Day, Line, Rule, in_known_years
from content_calendar.planning.series_edits import MAX_CHANGES

AnyPart = TypeVar("AnyPart", bound=Part)

_WALL_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(:00)?", re.ASCII)
_POST_PROMPT = re.compile(r"posts/[a-z_]{1,60}\.(zh|en)", re.ASCII)


def _wall_moment(value: object) -> object:
    text = value.strip() if isinstance(value, str) else ""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value
    try:
        return datetime.fromisoformat(text if _WALL_MOMENT.fullmatch(text) else "")
    except ValueError:
        raise flawed(Flaw.NOT_A_WALL_MOMENT, given=shortened(value)) from None


def _prompt_key(text: str) -> str:
    if text and not _POST_PROMPT.fullmatch(text):
        raise flawed(Flaw.NOT_A_POST_PROMPT, given=shortened(text))
    return text


WallMoment = Annotated[datetime, BeforeValidator(_wall_moment), AfterValidator(in_known_years)]
"""A moment on the community's clock, without a zone."""
PostPrompt = Annotated[Line, AfterValidator(_prompt_key)]
"""The key of a prompt for posts, such as posts/learning.zh; empty for the one that suits."""


class WrittenPhase(Part):
    """From a day on another rhythm."""

    from_: Day = Field(alias="from")
    rule: Rule
    at: ClockTime


class WrittenOverride(Part):
    """The occurrence of the day `on` is moved, or left out where `to` says nothing."""

    on: Day
    to: WallMoment | None = None


class WrittenPause(Part):
    """Nothing from `first` to `last`, both included; without `last` until somebody resumes."""

    first: Day
    last: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise flawed(Flaw.ENDS_BEFORE_START)
        return self


def _by_day(day_of: Callable[[AnyPart], date]) -> Any:
    """The check that sorts a list by day and refuses a day that stands twice."""

    def check(entries: tuple[AnyPart, ...]) -> tuple[AnyPart, ...]:
        ordered = tuple(sorted(entries, key=day_of))
        for one, other in pairwise(ordered):
            if day_of(one) == day_of(other):
                raise flawed(Flaw.REPEATED_DAY, day=day_of(one).isoformat())
        return ordered

    return AfterValidator(check)


def _from(phase: WrittenPhase) -> date:
    return phase.from_


def _on(override: WrittenOverride) -> date:
    return override.on


def _first(pause: WrittenPause) -> date:
    return pause.first


Phases = Annotated[tuple[WrittenPhase, ...], Field(max_length=MAX_CHANGES), _by_day(_from)]
Overrides = Annotated[tuple[WrittenOverride, ...], Field(max_length=MAX_CHANGES), _by_day(_on)]
Pauses = Annotated[tuple[WrittenPause, ...], Field(max_length=MAX_CHANGES), _by_day(_first)]
