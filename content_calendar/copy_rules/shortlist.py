"""No more findings than a person can use: the first of many, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term

MOST_FINDINGS = 100

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}
_PLACE = {field: place for place, field in enumerate(CopyField)}


class ShortlistCode(Term):
    MANY_MORE = (
        "many_more",
        "还有 {count} 条没有列出。先改好上面这些，再看剩下的。",
        "{count} more are not listed. Settle the ones above, then look again.",
    )


def shortlist(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """`findings` as they are, up to MOST_FINDINGS.

    Of more, those that weigh most and stand first, and one that counts the others and weighs as much as the worst of
    them.
    """
    if len(findings) <= MOST_FINDINGS:
        return tuple(findings)
    ordered = sorted(findings, key=lambda found: (_WEIGHT[found.severity], _PLACE[found.field], found.start))
    kept, others = ordered[:MOST_FINDINGS], ordered[MOST_FINDINGS:]
    message = Message(ShortlistCode.MANY_MORE, {"count": len(others)})
    return (*kept, Finding(others[0].severity, CopyField.TEXT, 0, 0, message))
