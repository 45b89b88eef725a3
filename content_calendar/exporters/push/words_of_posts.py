"""Comparing the words of a post with what a target made of them."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

_BREAK = re.compile(r"</(p|div|li)>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,500}>")


def as_html(text: str) -> str:
    """The text as paragraphs, one a line, with nothing in it read as markup."""
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.split("\n"))


def same_words(text: str, theirs: object) -> bool:
    """Whether `theirs`, plain or HTML, says what `text` says; white space aside."""
    if not isinstance(theirs, str):
        return False
    plain = html.unescape(_TAG.sub("", _BREAK.sub("\n", theirs)))
    return text.split() in (theirs.split(), plain.split())


def instant(written: object) -> datetime | None:
    """An ISO 8601 moment, read as UTC when it names no zone; None for anything else."""
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def utc(moment: datetime) -> str:
    """`2026-09-10T02:00:00.000Z`: ISO 8601 in UTC with milliseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"
