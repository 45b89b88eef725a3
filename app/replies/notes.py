"""What an operator should know on a platform, as people type it: “企业微信群：可以直接发小程序”, one a line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.core.field_flaws import shortened
from app.core.i18n import label, language
from app.replies.flaws import CardFlaw
from content_calendar.message import Message
from content_calendar.vocabulary import Language, Platform

_SEPARATOR = re.compile("[:：]")


class NotesRefused(Exception):
    """`message` names the line and says what to write."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


def read_notes(text: str) -> dict[Platform, str]:
    """Platforms are known by their names in both languages and by their identifiers. Raises NotesRefused."""
    notes: dict[Platform, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            platform, note = _read(number, line.strip())
            notes[platform] = f"{notes[platform]}\n{note}" if platform in notes else note
    return notes


def show_notes(notes: Mapping[Platform, str]) -> str:
    """The text that `read_notes` reads back."""
    colon = "：" if language() is Language.ZH else ": "
    lines = ((platform, line) for platform, note in notes.items() for line in note.splitlines())
    return "\n".join(f"{label(platform)}{colon}{line}" for platform, line in lines)


def _read(number: int, line: str) -> tuple[Platform, str]:
    name, *rest = (part.strip() for part in _SEPARATOR.split(line, maxsplit=1))
    if not rest or not rest[0]:
        raise NotesRefused(Message(CardFlaw.NOTE_WITHOUT_PLATFORM, {"line": number, "given": shortened(line)}))
    platform = _NAMES.get(name.casefold())
    if platform is None:
        allowed = "、".join(label(known) for known in Platform)
        params = {"line": number, "given": shortened(name), "allowed": allowed}
        raise NotesRefused(Message(CardFlaw.UNKNOWN_PLATFORM, params))
    return platform, rest[0]


_NAMES = {
    name.casefold(): platform for platform in Platform for name in (platform.value, platform.zh, platform.en)
}
