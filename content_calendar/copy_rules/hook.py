"""Eight seconds: a first line that takes longer has lost its reader.

Silent reading of a phone screen, on the generous side of what is measured: Chinese is read aloud at 255 ± 29
characters a minute, a little over 4 a second (IReST, Trauzettel-Klosinski & Dietz 2012), and silently about
half as fast again: 6 a second. English is read silently at 238 words a minute (Brysbaert 2019): 4 a second.
So eight seconds hold 48 Chinese characters or 32 English words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term

SECONDS = 8
CHARACTERS_PER_SECOND = 6
WORDS_PER_SECOND = 4

_CHARACTER = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
_READ = re.compile(rf"(?P<character>{_CHARACTER})|(?:(?!{_CHARACTER})\w)(?:(?!{_CHARACTER})[\w'’.\-])*")


class HookCode(Term):
    WEAK_HOOK = (
        "weak_hook",
        "第一行要读约 {seconds} 秒，超过 {most} 秒读者就划走了。请把最吸引人的一句放在最前面。",
        "The first line takes about {seconds} seconds to read; past {most} the reader is gone. Put the hook first.",
    )


def check_hook(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """Warns of a first line longer than eight seconds, spanning what comes after them."""
    field, start, line = _first_line(copy)
    total, limit = _seconds(line)
    if total > SECONDS:
        message = Message(HookCode.WEAK_HOOK, {"seconds": round(total), "most": SECONDS})
        yield Finding(Severity.WARNING, field, start + limit, start + len(line), message)


def _first_line(copy: Copy) -> tuple[CopyField, int, str]:
    """The field, offset and words of the line a member sees first."""
    field, text = (CopyField.HOOK, copy.hook) if copy.hook.strip() else (CopyField.BODY, copy.body)
    start = len(text) - len(text.lstrip())
    return field, start, text[start:].partition("\n")[0].rstrip()


def _seconds(line: str) -> tuple[float, int]:
    """How long `line` takes to read and the offset that is reached after eight seconds."""
    total, limit = 0.0, len(line)
    for match in _READ.finditer(line):
        total += 1 / CHARACTERS_PER_SECOND if match["character"] else 1 / WORDS_PER_SECOND
        # Adding up sixths is inexact; 48 characters must still be eight seconds and not a hair more.
        total = round(total, 6)
        if total > SECONDS and limit == len(line):
            limit = match.start()
    return total, limit
