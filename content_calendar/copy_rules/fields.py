"""The parts of a piece of copy as strings, which is what offsets of a finding count in."""

from __future__ import annotations

from content_calendar.content import Copy
from content_calendar.copy_rules.finding import CopyField

PUBLISHED = (
    CopyField.TITLE,
    CopyField.HOOK,
    CopyField.BODY,
    CopyField.CALL_TO_ACTION,
    CopyField.HASHTAGS,
    CopyField.COMMENT_STARTER,
)


def field_text(copy: Copy, field: CopyField) -> str:
    """`field` as one string: hashtags with their `#` joined by blanks, media one a line."""
    if field is CopyField.TEXT:
        return copy.text()
    if field is CopyField.HASHTAGS:
        return " ".join(f"#{tag}" for tag in copy.hashtags)
    if field is CopyField.MEDIA:
        return "\n".join(copy.media)
    return str(getattr(copy, field.value))


def published(copy: Copy) -> tuple[tuple[CopyField, str], ...]:
    """Every non-empty part that members read."""
    return tuple((field, text) for field in PUBLISHED if (text := field_text(copy, field)))
