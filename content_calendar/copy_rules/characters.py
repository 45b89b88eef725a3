"""Characters that no reader sees and that break feeds, files and trust."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import published
from content_calendar.copy_rules.finding import Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class CharacterCode(Term):
    CONTROL_CHARACTER = (
        "control_character",
        "含有看不见的控制字符（{name}），平台会拒收或显示乱码。请删除。",
        "There is an invisible control character ({name}) that platforms refuse or show as rubbish. Delete it.",
    )
    INVISIBLE_CHARACTER = (
        "invisible_character",
        "含有看不见的字符（{name}），可能打断词语或颠倒文字顺序。如非有意请删除。",
        "There is an invisible character ({name}) that can split words or reverse the text. Delete it unless meant.",
    )


# C0 and C1 but TAB, LF and CR; surrogates; the non-characters of the basic plane.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
# Joiners (emoji, Indic and Persian script) and the marks of right-to-left text are honest and stay unmentioned.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e]+")


def check_characters(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """Blocks control characters, warns of zero-width blanks and of marks that override the reading direction."""
    for field, text in published(copy):
        for pattern, severity, code in (
            (_CONTROL, Severity.BLOCKING, CharacterCode.CONTROL_CHARACTER),
            (_INVISIBLE, Severity.WARNING, CharacterCode.INVISIBLE_CHARACTER),
        ):
            for match in pattern.finditer(text):
                message = Message(code, {"name": _name(match.group()[0])})
                yield Finding(severity, field, match.start(), match.end(), message, fix="")


def _name(character: str) -> str:
    code_point = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "")
    return f"{code_point} {name}".strip()
