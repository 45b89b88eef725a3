"""Entries as chapters of a document: what an entry is about as a list, its text as a block to copy from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from content_calendar.exporters.addresses import is_web
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.layout import Layout, Sheet
from content_calendar.exporters.plain_text import is_blank, one_line, plain
from content_calendar.vocabulary import Language, Term

_MARKS = re.compile(r"([\\`*_\[\]<>&~#|])")
_TICKS = re.compile(r"`{3,}")


class Line(Term):
    """What stands before a fact of an entry."""

    STATUS = "status", "状态", "Status"
    SLOT = "slot", "发布时间", "Goes out"
    PERSONA = "persona", "画像", "Persona"
    COLUMN = "column", "栏目", "Column"
    KIND = "kind", "类型", "Kind"
    LABELS = "labels", "标签", "Tags"
    MEDIA = "media", "素材", "Media"
    BRIEF = "brief", "配图说明", "Image brief"
    COMMENT = "comment", "首条评论", "First comment"
    UID = "uid", "编号", "Identifier"


def _head(sheet: Sheet) -> bytes:
    return f"# {escape(sheet.name)}\n".encode()


def _rows(entries: Iterable[Entry], sheet: Sheet) -> Iterator[bytes]:
    return ("\n".join(_chapter(entry, sheet.language)).encode() for entry in entries)


def _chapter(entry: Entry, language: Language) -> Iterator[str]:
    slot = f"{entry.local_slot:%Y-%m-%d %H:%M}"
    yield f"\n## {slot} · {escape(entry.platform.label(language))} · {escape(entry.headline)}\n"
    yield from (f"- {line.label(language)}: {value}" for line, value in _facts(entry, language) if value)
    if not is_blank(entry.text):
        yield f"\n{fenced(entry.text)}"
    yield ""


def _facts(entry: Entry, language: Language) -> Iterator[tuple[Line, str]]:
    kind = (entry.value.label(language), entry.stage.label(language), entry.form.label(language))
    yield Line.STATUS, entry.status.label(language)
    yield Line.SLOT, f"{entry.local_slot.isoformat(timespec='seconds')} ({escape(entry.zone.key)})"
    yield Line.PERSONA, escape(entry.persona)
    yield Line.COLUMN, escape(entry.column)
    yield Line.KIND, " · ".join(kind)
    yield Line.LABELS, escape(", ".join(entry.tags))
    yield Line.MEDIA, " ".join(address(media) for media in entry.media)
    yield Line.BRIEF, escape(entry.image_brief)
    yield Line.COMMENT, escape(entry.comment_starter)
    yield Line.UID, escape(entry.uid)


def escape(text: str) -> str:
    """`text` on one line that a reader of Markdown shows as it is."""
    return _MARKS.sub(r"\\\1", one_line(text))


def fenced(text: str) -> str:
    """`text` as a block that shows every character; the fence is longer than any in the text."""
    clean = plain(text)
    fence = "`" * max((len(ticks) + 1 for ticks in _TICKS.findall(clean)), default=3)
    return f"{fence}text\n{clean}\n{fence}"


def address(media: str) -> str:
    """A web address as a link, anything else as plain words, so that a document carries no script."""
    if not is_web(media):
        return escape(media)
    return f"<{quote(one_line(media), safe='%:/?#[]@!$&()*+,;=~')}>"


LAYOUT = Layout(head=_head, rows=_rows)
