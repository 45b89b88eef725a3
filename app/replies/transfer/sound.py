"""What any reply must be, whatever file it comes from."""

from __future__ import annotations

import re
from datetime import date

from app.core.field_flaws import shortened
from app.replies.refusals import MAX_VARIABLES
from app.replies.transfer.problems import Problem, Remark
from app.replies.transfer.row import Row, Setting
from app.uploads.names import Names
from content_calendar.message import Message
from content_calendar.replies.braces import BraceFault, parse
from content_calendar.replies.variables import declaration_faults, is_name
from content_calendar.vocabulary import Term

MOST_NAMED = 5
_CODE = re.compile(r"[\w-]{1,40}")


def check(row: Row) -> None:
    """Add what is wrong with the braces and variables of its words: syntax of template engines, too many, no names."""
    if row.card is None or row.copy is None:
        return
    declared = row.card.variables
    flaws = [flaw.message for flaw in parse(row.copy.text()).flaws]
    if len(declared) > MAX_VARIABLES:
        flaws.append(Message(BraceFault.TOO_MANY, {"count": len(declared), "most": MAX_VARIABLES}))
    else:
        flaws += declaration_faults(declared)
    row.problems += flaws[:MOST_NAMED]


def code_of(row: Row, text: str, setting: Setting) -> str:
    """The short code, if it can be one and nobody has it; a remark otherwise."""
    code = text.strip().casefold()
    if not code:
        return ""
    if not _CODE.fullmatch(code):
        row.remarks.append(Message(Remark.CODE_UNUSABLE, {"given": shortened(text)}))
        return ""
    if code in setting.codes:
        row.remarks.append(Message(Remark.CODE_TAKEN, {"code": code}))
        return ""
    return code


def snippet_of(row: Row, text: str) -> str:
    """The name of the snippet, if it can be one."""
    if text and not is_name(text):
        row.problems.append(Message(Problem.NOT_A_SNIPPET, {"given": shortened(text)}))
        return ""
    return text


def named(row: Row, text: str, known: Names[int], unknown: Term, instead: str = "") -> int | None:
    """The id of what is called so; None with a remark for a name nobody has here."""
    found = known.get(text) if text else None
    if text and found is None:
        row.remarks.append(Message(unknown, {"given": shortened(text), "name": instead}))
    return found


def note_past(row: Row, until: date | None, setting: Setting) -> None:
    """Say so when it is not true any more."""
    if until is not None and until < setting.today:
        row.remarks.append(Message(Remark.PAST, {"day": until.isoformat()}))
