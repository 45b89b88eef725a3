"""What a column of any tool can hold, and how an entry fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content_calendar.exporters.addresses import is_web
from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.plain_text import one_line, plain
from content_calendar.vocabulary import Platform, Term


class Field(Term):
    TEXT = "text", "正文", "Text"
    TITLE = "title", "标题", "Title"
    MOMENT = "moment", "日期和时间", "Date and time"
    DATE = "date", "日期", "Date"
    TIME = "time", "时间", "Time"
    ZONE = "zone", "时区", "Time zone"
    MEDIA = "media", "图片或视频", "Pictures or video"
    LABELS = "labels", "标签", "Labels"
    HASHTAGS = "hashtags", "话题", "Hashtags"
    CATEGORY = "category", "栏目", "Column"
    FIRST_COMMENT = "first_comment", "首条评论", "First comment"
    PLATFORM = "platform", "平台", "Platform"
    ON_PLATFORM = "on_platform", "是否发到某平台", "Whether it goes to a platform"
    PERSONA = "persona", "画像", "Persona"
    COMMUNITY = "community", "社群", "Community"
    STATUS = "status", "状态", "Status"
    DRAFT = "draft", "是否草稿", "Whether it is a draft"
    UID = "uid", "编号", "Identifier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a target's cells are written: `strftime` formats on the entry's clock, what parts the items of a list, and
    the tool's names of platforms, None where ours will do.
    """

    date: str = "%Y-%m-%d"
    time: str = "%H:%M"
    moment: str = "%Y-%m-%d %H:%M"
    between: str = ","
    platforms: Mapping[Platform, str] | None = None
    yes: str = "TRUE"
    no: str = "FALSE"


@dataclass(frozen=True, slots=True)
class Place:
    """What a column holds: a field, only the `number`th of its items (from 1) or of one `platform` where it says so."""

    field: Field
    number: int = 0
    platform: Platform | None = None


Cell = Callable[[Entry], str]


def cell(place: Place, style: Style) -> Cell:
    """How an entry fills a column at `place`; control characters are left out, line breaks are LF."""
    if place.number:
        return lambda entry: _item(_LISTS[place.field](entry), place.number)
    if place.field in _LISTS:
        return lambda entry: style.between.join(_items(_LISTS[place.field](entry), style.between))
    if place.field in _WORDS:
        return _WORDS[place.field]
    return lambda entry: _styled(entry, place, style)


def _styled(entry: Entry, place: Place, style: Style) -> str:
    """What reads differently in each tool."""
    match place.field:
        case Field.PLATFORM:
            return entry.platform.value if style.platforms is None else style.platforms.get(entry.platform, "")
        case Field.ON_PLATFORM:
            return style.yes if entry.platform is place.platform else style.no
        case Field.DRAFT:
            return style.no if entry.status is EntryStatus.CONFIRMED else style.yes
        case _:
            return entry.local_slot.strftime(_times(style)[place.field])


def _times(style: Style) -> Mapping[Field, str]:
    return {Field.DATE: style.date, Field.TIME: style.time, Field.MOMENT: style.moment}


def _item(items: tuple[str, ...], number: int) -> str:
    return one_line(items[number - 1]) if number <= len(items) else ""


def _items(items: tuple[str, ...], between: str) -> list[str]:
    """The items without what parts them: percent-encoded in an address, a space in a word."""
    mark = between.strip() or between
    return [one_line(item).replace(mark, f"%{ord(mark):02X}" if "://" in item else " ") for item in items]


_LISTS: Mapping[Field, Callable[[Entry], tuple[str, ...]]] = {
    Field.MEDIA: lambda entry: tuple(address for address in entry.media if is_web(address)),
    Field.LABELS: lambda entry: entry.tags,
    Field.HASHTAGS: lambda entry: entry.hashtags,
}
_WORDS: Mapping[Field, Cell] = {
    Field.TEXT: lambda entry: plain(entry.text),
    Field.TITLE: lambda entry: one_line(entry.title),
    Field.ZONE: lambda entry: entry.zone.key,
    Field.CATEGORY: lambda entry: one_line(entry.column),
    Field.FIRST_COMMENT: lambda entry: plain(entry.comment_starter),
    Field.PERSONA: lambda entry: one_line(entry.persona),
    Field.COMMUNITY: lambda entry: one_line(entry.community),
    Field.STATUS: lambda entry: entry.status.value,
    Field.UID: lambda entry: entry.uid,
}
