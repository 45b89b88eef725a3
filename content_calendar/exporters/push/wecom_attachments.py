"""The media of a post as attachments of WeCom: links, and pictures and videos that were uploaded there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from content_calendar.copy_rules.counting import Unit, fitting
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.plain_text import one_line
from content_calendar.exporters.push.target import NotBuilt
from content_calendar.exporters.push.wecom_words import WecomFlaw
from content_calendar.media import MediaKind, media_kind
from content_calendar.message import Message

MOST = 9
_THEIR_PICTURES = ("https://wework.qpic.cn/", "http://wework.qpic.cn/", "https://p.qpic.cn/", "http://p.qpic.cn/")


def attachments(entry: Entry, *, title_bytes: int, takes_pictures_by_address: bool) -> list[dict[str, Any]]:
    """In the order of the post; links are called by its headline. Raises NotBuilt."""
    if len(entry.media) > MOST:
        raise NotBuilt(Message(WecomFlaw.TOO_MANY_ATTACHMENTS, {"count": len(entry.media), "limit": MOST}))
    title = one_line(entry.headline)
    title = title[: fitting(title, Unit.BYTES, title_bytes)]
    return [_attachment(media, title, takes_pictures_by_address) for media in entry.media]


def require_one_kind(media: Sequence[str]) -> None:
    """Raises NotBuilt for what moments do not take together."""
    kinds = {media_kind(each) for each in media}
    if len(kinds) > 1 or (len(media) > 1 and kinds != {MediaKind.IMAGE}):
        raise NotBuilt(Message(WecomFlaw.MIXED_ATTACHMENTS))


def _attachment(media: str, title: str, takes_pictures_by_address: bool) -> dict[str, Any]:
    kind, uploaded = media_kind(media), media.partition(":")[2].strip()
    if kind is MediaKind.LINK:
        return {"msgtype": "link", "link": {"title": title, "url": media}}
    if takes_pictures_by_address and kind is MediaKind.IMAGE and media.startswith(_THEIR_PICTURES):
        return {"msgtype": "image", "image": {"pic_url": media}}
    if kind is MediaKind.FILE or not media.startswith(f"{kind.value}:") or not uploaded:
        raise NotBuilt(Message(WecomFlaw.NOT_UPLOADED, {"media": one_line(media)[:80]}))
    return {"msgtype": kind.value, kind.value: {"media_id": uploaded}}
