"""Media a platform does not take together."""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.media import MediaKind, media_kind
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform, Term

_ALONE = (MediaKind.VIDEO, MediaKind.LINK, MediaKind.FILE)


class AttachmentCode(Term):
    MIXED = (
        "mixed_media",
        "{platform}只能发图片，或 1 个视频，或 1 个链接，不能混着发；这里有{kind}又有{other}。请只留一种。",
        "{platform} takes pictures, or one video, or one link, never mixed; here is a {kind} and a {other}. Keep one.",
    )
    SEVERAL = (
        "several_media",
        "{platform}一次只能发 1 个{kind}，这里有 {count} 个。请只留一个。",
        "{platform} takes one {kind} at a time; here are {count}. Keep one.",
    )


def check_attachments(copy: Copy, context: RuleContext) -> Iterator[Finding]:
    """Blocks what moments do not take together. Source: developer.work.weixin.qq.com/document/path/96351, 2025-09."""
    if context.platform is Platform.MOMENTS and (message := _flaw(copy, context.platform)):
        yield Finding(Severity.BLOCKING, CopyField.MEDIA, 0, len(field_text(copy, CopyField.MEDIA)), message)


def _flaw(copy: Copy, platform: Platform) -> Message | None:
    kinds = tuple(dict.fromkeys(map(media_kind, copy.media)))
    if len(kinds) > 1:
        return Message(AttachmentCode.MIXED, {"platform": platform, "kind": kinds[0], "other": kinds[1]})
    if len(copy.media) > 1 and kinds[0] in _ALONE:
        return Message(AttachmentCode.SEVERAL, {"platform": platform, "kind": kinds[0], "count": len(copy.media)})
    return None
