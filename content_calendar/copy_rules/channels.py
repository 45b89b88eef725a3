"""The limits of each platform, read from `channels.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from content_calendar.copy_rules.counting import Unit
from content_calendar.copy_rules.finding import CopyField
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform


class Limit(BaseModel):
    """How much of `field` a platform takes, counted in `unit`.

    `checked_on` is the day `source` was last read, None when the number is practice and no document states it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: CopyField
    unit: Unit
    at_most: int = Field(gt=0)
    severity: Severity
    source: str = Field(min_length=1)
    checked_on: date | None = None


_FILE = TypeAdapter(dict[Platform, tuple[Limit, ...]])


@cache
def _channels() -> Mapping[Platform, tuple[Limit, ...]]:
    text = resources.files("content_calendar").joinpath("channels.toml").read_text("utf-8")
    return _FILE.validate_python(tomllib.loads(text))


def limits(platform: Platform) -> tuple[Limit, ...]:
    """Every known limit of `platform`."""
    return _channels().get(platform, ())
