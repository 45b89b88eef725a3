"""What a rule says about a piece of copy: where, how bad, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Term


class CopyField(Term):
    """A part of the copy. `TEXT` is the whole post as published, `Copy.text()`."""

    TITLE = "title", "标题", "Title"
    HOOK = "hook", "开头", "Opening line"
    BODY = "body", "正文", "Body"
    CALL_TO_ACTION = "call_to_action", "行动引导", "Call to action"
    HASHTAGS = "hashtags", "话题", "Hashtags"
    IMAGE_BRIEF = "image_brief", "配图说明", "Image brief"
    COMMENT_STARTER = "comment_starter", "首条评论", "First comment"
    MEDIA = "media", "图片与附件", "Media"
    TEXT = "text", "全文", "Whole text"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark. `start` and `end` are character offsets in `field` as `copy_rules.fields` gives it.

    A remark on a whole field spans all of it; one on something missing has `start == end`.
    """

    severity: Severity
    field: CopyField
    start: int
    end: int
    message: Message
    suggestion: str | None = None
    fix: str | None = None
    """What to put in place of [start, end) to settle it with one click; None when that takes a person."""

    @property
    def code(self) -> Term:
        """Which rule spoke, for tests, filters and statistics."""
        return self.message.code
