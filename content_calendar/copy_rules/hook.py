"""Eight seconds: a first line that takes longer has lost its reader.

Silent reading, on the generous side of what is measured: English is read at 238 words a minute, 183 aloud
(Brysbaert 2019), so 4 words a second. Chinese is read aloud at 255 ± 29 characters a minute (IReST,
Trauzettel-Klosinski & Dietz 2012); a third faster in silence makes 5.7, so 6 characters a second.
Eight seconds hold 32 English words or 48 Chinese characters.
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
# Reading time is counted in twelfths of a second, which hold both speeds exactly.
TWELFTHS = 12
PER_CHARACTER = TWELFTHS // 6
PER_WORD = TWELFTHS // 4

_CHARACTER = r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]"
_READ = re.compile(rf"(?P<character>{_CHARACTER})|(?:(?!{_CHARACTER})\w)(?:(?!{_CHARACTER})[\w'’.\-])*")
_SENTENCE_END = re.compile(r"[。！？!?…]+[”’」』\"]*|\.(?=\s)")


class HookCode(Term):
    WEAK_HOOK = (
        "weak_hook",
        "第一行要读约 {seconds} 秒，超过 {most} 秒读者就划走了。请把最吸引人的一句放在最前面。",
        "The first line takes about {seconds} seconds to read; past {most} the reader is gone. Put the hook first.",
    )


def check_hook(copy: Copy, _context: RuleContext) -> Iterator[Finding]:
    """Warns of a first line longer than eight seconds, spanning what comes after them.

    Where a sentence ends within the eight seconds, what follows it is spanned, and a line break there settles it.
    """
    field, start, line = _first_line(copy)
    total, reached = _reading(line)
    if total > SECONDS * TWELFTHS:
        message = Message(HookCode.WEAK_HOOK, {"seconds": -(-total // TWELFTHS), "most": SECONDS})
        rest = _next_sentence(line, reached)
        begin = reached if rest is None else rest
        fix = None if rest is None else "\n" + line[rest:].lstrip()
        yield Finding(Severity.WARNING, field, start + begin, start + len(line), message, fix=fix)


def _next_sentence(line: str, reached: int) -> int | None:
    """Where the sentence begins that is being read when eight seconds are over; None when it is the first."""
    ends = [match.end() for match in _SENTENCE_END.finditer(line, 0, reached + 1)]
    return next((end for end in reversed(ends) if end <= reached and _READ.search(line[:end])), None)


def _first_line(copy: Copy) -> tuple[CopyField, int, str]:
    """The field, offset and words of the line a member sees first."""
    field, text = (CopyField.HOOK, copy.hook) if copy.hook.strip() else (CopyField.BODY, copy.body)
    start = len(text) - len(text.lstrip())
    return field, start, text[start:].partition("\n")[0].rstrip()


def _reading(line: str) -> tuple[int, int]:
    """How many twelfths of a second `line` takes and the offset that is reached after eight seconds."""
    total, reached = 0, len(line)
    for match in _READ.finditer(line):
        before = total
        total += PER_CHARACTER if match["character"] else PER_WORD
        if before <= SECONDS * TWELFTHS < total:
            reached = match.start()
    return total, reached
