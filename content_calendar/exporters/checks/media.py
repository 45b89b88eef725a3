"""Whether pictures and videos will arrive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from content_calendar.exporters.addresses import is_web
from content_calendar.exporters.checks.codes import RowCode
from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.finding import RowFinding
from content_calendar.exporters.plain_text import one_line
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform

# Their composers have no text-only post: notes and videos begin with a picture or a video.
_NEEDS_MEDIA = frozenset({Platform.XIAOHONGSHU, Platform.DOUYIN, Platform.BILIBILI})


def media_needed(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Warns where the platform takes no post without a picture or video; somebody may add it in the tool."""
    for entry in entries:
        bare = entry.platform in _NEEDS_MEDIA and not entry.media
        if bare and entry.status is not EntryStatus.CANCELLED:
            params = {"platform": entry.platform}
            yield RowFinding(entry.uid, Severity.WARNING, Message(RowCode.MEDIA_NEEDED, params))


def media_addresses(entries: Sequence[Entry], _now: datetime) -> Iterator[RowFinding]:
    """Warns of media that is no web address: the tool could not fetch it, so it is not in the file."""
    for entry in entries:
        for media in entry.media:
            if not is_web(media):
                params = {"media": one_line(media)}
                yield RowFinding(entry.uid, Severity.WARNING, Message(RowCode.MEDIA_NOT_WEB, params))
