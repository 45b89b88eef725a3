"""What stands behind an entry of a post's media: platforms take some kinds together and others alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from content_calendar.vocabulary import Term

_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".heic")
_FILMS = (".mp4", ".mov", ".m4v", ".avi", ".webm", ".mkv")
_WEB = ("https://", "http://")


class MediaKind(Term):
    IMAGE = "image", "图片", "picture"
    VIDEO = "video", "视频", "video"
    LINK = "link", "链接", "link"
    FILE = "file", "文件", "file"


def media_kind(entry: str) -> MediaKind:
    """What it is, by how it is written: `image:` or `video:` and the id of an upload, an ending, or a web address."""
    written = MediaKind.named(entry.partition(":")[0])
    if written in {MediaKind.IMAGE, MediaKind.VIDEO}:
        return written
    path = _path(entry).lower()
    if path.endswith(_PICTURES):
        return MediaKind.IMAGE
    if path.endswith(_FILMS):
        return MediaKind.VIDEO
    return MediaKind.LINK if entry.lower().startswith(_WEB) else MediaKind.FILE


def _path(entry: str) -> str:
    try:
        return urlsplit(entry).path
    except ValueError:
        return entry
