"""What a service refuses, said in one line: a trace helps nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import force_locale

from app.core.errors import QunbiError
from content_calendar.message import Message
from content_calendar.vocabulary import Language


@contextmanager
def in_one_line() -> Iterator[None]:
    """Cause and remedy of a refusal, in the language commands speak, as click shows errors."""
    try:
        yield
    except QunbiError as error:
        with force_locale(Language.EN):
            raise click.ClickException(" ".join(filter(None, map(_words, (error.cause, error.remedy))))) from None


def _words(part: object) -> str:
    return part.text(Language.EN) if isinstance(part, Message) else str(part)
