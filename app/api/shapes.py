"""What all that comes in and goes out has in common.

`Sent` is a body: every field is known, nothing is guessed ("3" is no number). `Asked` is the part of an address after
the question mark. `Shown` goes out. Descriptions of fields are English texts under `N_`,
which the document and the page about the API put into the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.field_flaws import Flaw, flawed
from app.core.row_ids import MAX_ID
from app.core.text_fields import ShortLine

N_ = str
"""Marks a text that is kept as it is and put into the reader's language where it is shown."""

MOST_ROWS = 200
USUAL_ROWS = 50

Item = TypeVar("Item")


class Sent(BaseModel):
    """A JSON body."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Asked(BaseModel):
    """The parameters of an address; a tuple is a parameter that may stand there several times."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """An answer. One with a field `version` carries it as its ETag."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _in_reach(number: int) -> int:
    if not 0 < number <= MAX_ID:
        raise flawed(Flaw.OUT_OF_RANGE, given=number, low=1, high=MAX_ID)
    return number


def _rows(number: int) -> int:
    if not 0 < number <= MOST_ROWS:
        raise flawed(Flaw.OUT_OF_RANGE, given=number, low=1, high=MOST_ROWS)
    return number


RowId = Annotated[int, AfterValidator(_in_reach), Field(json_schema_extra={"minimum": 1, "maximum": MAX_ID})]
"""The number of a row, as any table can hold it."""


class PageAsked(Asked):
    """A part of a long list."""

    cursor: ShortLine = Field("", max_length=600, description=N_("Where to go on: `next` of the page before."))
    limit: Annotated[int, AfterValidator(_rows)] = Field(
        USUAL_ROWS, description=N_("How many at most."), json_schema_extra={"minimum": 1, "maximum": MOST_ROWS}
    )


class Page(Shown, Generic[Item]):
    """A part of a list. New rows never shift what is still to come."""

    data: tuple[Item, ...]
    next: str | None = Field(description=N_("The cursor of the next page; null at the end."))


@dataclass(frozen=True, slots=True)
class Created(Generic[Item]):
    """Something new: status 201, with its address in `Location`."""

    body: Item
    at: str


@dataclass(frozen=True, slots=True)
class File:
    """Bytes to keep instead of JSON."""

    name: str
    media_type: str
    content: bytes
