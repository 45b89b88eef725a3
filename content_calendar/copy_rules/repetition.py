"""What the persona was told already: near-duplicates, each with its twin."""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class RepetitionCode(Term):
    NEAR_DUPLICATE = (
        "near_duplicate",
        "和“{headline}”（#{item_id}）几乎一样，这群人 90 天内会看到两遍。请换一个角度，或删去其中一条。",
        ("This reads almost like “{headline}” (#{item_id}): these people would get it twice within 90 days. "
        "Take another angle, or drop one of them."),
    )


def check_repetition(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Warns of each twin; its `item_id` and `headline` stand among the message's params, for a link."""
    for twin in context.twins:
        message = Message(RepetitionCode.NEAR_DUPLICATE, {"item_id": twin.item_id, "headline": twin.headline})
        yield Finding(Severity.WARNING, CopyField.TEXT, 0, len(field_text(copy, CopyField.TEXT)), message)
