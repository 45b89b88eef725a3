"""One reply of a file on its way to becoming a template, and what it is read by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

from app.replies.cards import Card
from app.replies.transfer.choices import Choices
from app.uploads.names import Names
from content_calendar.content import Copy
from content_calendar.message import Message


@dataclass(slots=True)
class Row:
    """What was found out about a reply so far. `line` counts as the file does; `name` and `words` are as they stand
    there. `card` and `copy` are there unless something keeps it out."""

    line: int
    name: str = ""
    words: str = ""
    card: Card | None = None
    copy: Copy | None = None
    problems: list[Message] = field(default_factory=list)
    remarks: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the cells are read by: names of the community with their ids, and names that are taken."""

    choices: Choices
    personas: Names[int]
    voices: Names[int]
    products: Names[int]
    persona_name: str
    codes: frozenset[str]
    snippets: frozenset[str]
    today: date


def one_space(text: str) -> str:
    """Words as they are compared: line breaks and blanks do not make another reply."""
    return " ".join(text.split())


def import_key(community_id: int, copy: Copy) -> str:
    """The same for the same words, however often and by whomever they are brought."""
    parts = ("reply", str(community_id), one_space(copy.text()))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
