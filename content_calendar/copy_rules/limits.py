"""Too long for its platform, in the platform's own count."""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.channels import Limit, limits
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.counting import Unit, fitting, measure
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.vocabulary import Term


class LimitCode(Term):
    TOO_LONG = (
        "too_long",
        "{field}共 {length} {unit}，{platform}最多 {at_most}，请删去 {excess}。",
        "{field}: {length} {unit}, {platform} takes at most {at_most}. Cut {excess}.",
    )
    TOO_MANY = (
        "too_many",
        "{field}共 {length} 个，{platform}最多 {at_most} 个，请去掉 {excess} 个。",
        "{field}: {length}, {platform} takes at most {at_most}. Remove {excess}.",
    )


def check_limits(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """One finding per limit passed, spanning what is over it; hashtags too many can be dropped with one click."""
    for limit in limits(context.platform):
        text = field_text(copy, limit.field)
        length = _entries(copy, limit.field) if limit.unit is Unit.ENTRIES else measure(text, limit.unit)
        if length > limit.at_most:
            start = _first_over(copy, text, limit)
            fix = "" if limit.field is CopyField.HASHTAGS else None
            yield Finding(limit.severity, limit.field, start, len(text), _message(limit, length, context), fix=fix)


def _entries(copy: Copy, field: CopyField) -> int:
    return len(copy.hashtags if field is CopyField.HASHTAGS else copy.media)


def _first_over(copy: Copy, text: str, limit: Limit) -> int:
    if limit.unit is not Unit.ENTRIES:
        return fitting(text, limit.unit, limit.at_most)
    kept = Copy(hashtags=copy.hashtags[: limit.at_most], media=copy.media[: limit.at_most])
    return len(field_text(kept, limit.field)) + 1


def _message(limit: Limit, length: int, context: RuleContext) -> Message:
    code = LimitCode.TOO_MANY if limit.unit is Unit.ENTRIES else LimitCode.TOO_LONG
    params = {
        "field": limit.field,
        "length": length,
        "unit": limit.unit,
        "platform": context.platform,
        "at_most": limit.at_most,
        "excess": length - limit.at_most,
    }
    return Message(code, params)
