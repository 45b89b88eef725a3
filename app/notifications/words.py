"""What people are told, in their language: the sentences of notices and the message a channel carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.zones import zone_or_utc
from app.models import NoticeKind
from app.notifications.defusing import defused
from content_calendar.message import Message
from content_calendar.vocabulary import Language, Term

TITLE = "群笔 Qunbi"
SHOWN_AT_MOST = 12
_TITLE_LENGTH = 60
_MESSAGE_BYTES = 1900
"""WeCom robots take 2048 bytes of text, the least of all."""


class Sentence(Term):
    """One for each kind of notice, whose identifier it bears; format strings over `title`."""

    REVIEW_WAITING = "review_waiting", "“{title}”等你审核", "“{title}” waits for your review"
    REVIEW_OVERDUE = "review_overdue", "“{title}”的审核快到期了", "The review of “{title}” is nearly due"
    CHANGES_REQUESTED = "changes_requested", "“{title}”被退回修改", "“{title}” was sent back for changes"
    APPROVED = "approved", "“{title}”已通过审核", "“{title}” was approved"
    EXPIRED = "expired", "“{title}”到发布时间还没通过，已过期", "“{title}” was not approved in time and has expired"
    MENTIONED = "mentioned", "有人在“{title}”的评论里提到你", "You were mentioned in a comment on “{title}”"
    HANDED_OVER = "handed_over", "“{title}”已转交给你", "“{title}” was handed over to you"
    CHANNEL_OFF = (
        "channel_off",
        "通知渠道“{title}”接连发送失败，已自动停用；到“设置 · 通知”查看原因，修好后再启用",
        "The channel “{title}” kept failing and switched itself off; see why under Settings, Notifications",
    )
    WEBHOOK_OFF = (
        "webhook_off",
        "Webhook“{title}”连续几天没有送达，已自动停用；查看发送记录，修好后再启用",
        "The webhook “{title}” took nothing for days and switched itself off; see its log, mend it and switch it on",
    )


class Piece(Term):
    SOMETHING = "something", "一项工作", "Something"
    BY = "by", "来自 {by}", "from {by}"
    AT = "at", "时间 {at}（{zone}）", "at {at} ({zone})"
    MORE = "more", "另有 {count} 条，见群笔里的通知", "and {count} more, see the notices in Qunbi"
    SEVERAL = "several", "你有 {count} 条新通知：", "{count} things are new:"
    TEST = "test", "渠道“{name}”可以用：这是一条测试消息。", "The channel “{name}” works: this is a test."


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice put into words. `note` is what somebody wrote along with it; `path` leads to what it speaks of."""

    sentence: str
    details: tuple[str, ...]
    note: str
    path: str


def in_words(
    kind: NoticeKind, params: dict[str, object], *, title: str, zone: str, path: str, language: Language
) -> Telling:
    """`title` is the item's own, for a notice that names none; `zone` is its community's."""
    named = str(params.get("title") or title)[:_TITLE_LENGTH] or say(Piece.SOMETHING, language)
    details = []
    if params.get("by"):
        details.append(say(Piece.BY, language, by=params["by"]))
    if at := _clock_time(params.get("at"), zone):
        details.append(say(Piece.AT, language, at=at, zone=zone))
    sentence = say(Sentence(kind.value), language, title=named)
    return Telling(sentence, tuple(details), str(params.get("note") or ""), path)


def say(code: Term, language: Language, **params: object) -> str:
    return Message(code, params).text(language)


def _clock_time(at: object, zone: str) -> str:
    """A moment written in ISO 8601 as clocks of `zone` show it; "" for none."""
    try:
        moment = datetime.fromisoformat(str(at))
    except ValueError:
        return ""
    return moment.astimezone(zone_or_utc(zone)).strftime("%m-%d %H:%M") if moment.tzinfo else ""


def message(tellings: Sequence[Telling], address: str, language: Language) -> str:
    """The text for a channel; `address` is where a browser finds the service. Short enough for every service.

    It is defused here too, though whoever sends does so again: the signs that takes count.
    """
    lines = [_line(telling, address) for telling in tellings]
    head = [say(Piece.SEVERAL, language, count=len(lines))] if len(lines) > 1 else []
    shown = len(lines[:SHOWN_AT_MOST])
    while shown > 1 and len(_joined(head, lines[:shown], len(lines) - shown, language).encode()) > _MESSAGE_BYTES:
        shown -= 1
    text = _joined(head, lines[:shown], len(lines) - shown, language)
    return text.encode()[:_MESSAGE_BYTES].decode(errors="ignore")


def _line(telling: Telling, address: str) -> str:
    details = f" · {' · '.join(telling.details)}" if telling.details else ""
    return f"{defused(telling.sentence + details)}\n{address}{telling.path}"


def _joined(head: list[str], lines: list[str], left: int, language: Language) -> str:
    return "\n".join([*head, *lines, *([say(Piece.MORE, language, count=left)] if left else [])])
