"""What bodies have in common beyond their shapes: fields that may be left out, times, and where a refusal belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from typing import Annotated, Any, TypeVar

from flask_babel import gettext as _
from pydantic import AfterValidator, BaseModel, PlainSerializer, Strict, ValidationError

from app.api.flaws import pointer
from app.api.refusals import Flawed
from app.communities.refusals import FieldRefused
from app.core.field_flaws import Flaw, flawed, message_of, shortened
from app.core.i18n import words
from app.core.text_fields import Day, Moment, clean_line

AnyModel = TypeVar("AnyModel", bound=BaseModel)

_LONGEST_LINK = 1_000
_LINK = re.compile(r"https?://\S+")

SentDay = Annotated[Day, Strict(strict=False)]
"""A day in a body: JSON has no type for it, so it comes as text."""
SentMoment = Annotated[Moment, Strict(strict=False)]
"""An instant in a body, with its offset from UTC."""
ClockShown = Annotated[time, PlainSerializer(lambda at: f"{at:%H:%M}", str)]
"""A time on the community's clocks, written as it is sent: what JSON Schema calls a time names its offset."""
WallMomentShown = Annotated[datetime, PlainSerializer(lambda at: f"{at:%Y-%m-%dT%H:%M}", str)]
"""A day and a time on the community's clocks."""


def left_out() -> Any:
    """The default of a field that changes nothing when it is left out: what was not sent is never read.

    The document then shows no default, which clients made of it would send.
    """
    return None


def whole(model: type[AnyModel], values: Mapping[str, object]) -> AnyModel:
    """A written part of what was sent and what stood there before. Raises Flawed."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise Flawed([
            {"pointer": pointer(flaw["loc"]), "detail": words(message_of(flaw)), "code": flaw["type"]}
            for flaw in error.errors(include_url=False)
        ]) from None


def _link(text: str) -> str:
    line = clean_line(text, _LONGEST_LINK)
    if line and not _LINK.fullmatch(line):
        raise flawed(Flaw.NOT_ACCEPTED, given=shortened(line), reason="https://…")
    return line


Link = Annotated[str, AfterValidator(_link)]
"""A web address, or nothing."""


@contextmanager
def at_fields(**names: str) -> Iterator[None]:
    """What the service refuses about a field is told with the place of that field; `names` are those called otherwise
    here. Raises Flawed.
    """
    try:
        yield
    except FieldRefused as refusal:
        place = names.get(refusal.field, refusal.field)
        raise Flawed([
            {"pointer": f"/{place}", "detail": words(refusal.message), "code": refusal.message.code.value}
        ]) from None


def no_such(field: str, given: int) -> Flawed:
    """The refusal of a number that leads nowhere in this community."""
    detail = _("There is no number %(given)s in this community; list what there is and choose one.", given=given)
    return Flawed([{"pointer": f"/{field}", "detail": detail, "code": "no_such"}])
