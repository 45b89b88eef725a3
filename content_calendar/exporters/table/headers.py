"""Knowing a column by its name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from content_calendar.exporters.table.fields import Field, Place
from content_calendar.vocabulary import Platform

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_LAST_NUMBER = re.compile(r"(.*?)(\d{1,2})")
_NUMBERED = frozenset({Field.MEDIA, Field.LABELS, Field.HASHTAGS})


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: dict[Field, tuple[str, ...]]
    platforms: dict[Platform, tuple[str, ...]]


def place_of(header: str) -> Place | None:
    """What a column with this header holds, None when the name is not known."""
    name, places = _key(header), _places()
    numbered = _LAST_NUMBER.fullmatch(name)
    if name in places or numbered is None:
        return places.get(name)
    place = places.get(numbered[1])
    if place is None or place.field not in _NUMBERED or int(numbered[2]) == 0:
        return None
    return Place(place.field, int(numbered[2]))


@cache
def _places() -> Mapping[str, Place]:
    text = resources.files("content_calendar.exporters.table").joinpath("headers.toml").read_text("utf-8")
    names = _Names.model_validate(tomllib.loads(text))
    fields = {_key(name): Place(field) for field, known in names.fields.items() for name in known}
    flags = {
        _key(name): Place(Field.ON_PLATFORM, platform=platform)
        for platform, known in names.platforms.items()
        for name in known
    }
    return fields | flags


def _key(header: str) -> str:
    """The name without case, width, spaces and punctuation."""
    return _BETWEEN_WORDS.sub("", unicodedata.normalize("NFKC", header).casefold())
