"""A file of counters as a platform or a spreadsheet writes it, taken apart into rows of plain text.

Nothing in a cell is believed yet: numbers, dates and identifiers are judged later, by the same rules on the dry run and
when the rows are applied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, ConfigDict

from app.core.tables.reading import tables_of
from app.core.tables.table import FileUnusable, Line, Table
from content_calendar.exporters.generic_csv.cells import unguarded
from content_calendar.vocabulary import Counter

MAX_CELL = 200
UID, TITLE, OBSERVED_AT = "uid", "title", "observed_at"

_ALIASES: dict[str, tuple[str, ...]] = {
    UID: ("编号", "内容编号", "id"),
    TITLE: ("标题", "内容", "post"),
    OBSERVED_AT: ("数据时间", "统计时间", "读取时间", "日期", "date", "read at"),
    Counter.IMPRESSIONS: ("曝光量", "曝光数", "曝光次数", "展现", "展现量", "展示", "展示量", "reach"),
    Counter.VIEWS: ("阅读量", "阅读数", "浏览", "浏览量", "浏览数", "播放", "播放量", "观看", "观看量", "reads"),
    Counter.LIKES: ("点赞数", "点赞量", "赞", "喜欢", "reactions"),
    Counter.COMMENTS: ("评论数", "评论量", "回复", "回复数", "replies"),
    Counter.SHARES: ("转发数", "转发量", "分享", "分享数", "分享量", "reposts", "retweets"),
    Counter.CLICKS: ("点击数", "点击量", "点击次数", "link clicks"),
    Counter.CONVERSIONS: ("转化数", "下单", "下单数", "成交", "订单数", "orders"),
    Counter.JOINS: ("入群数", "入群人数", "进群", "新增成员", "new members"),
    Counter.LEAVES: ("退群数", "退群人数", "流失", "departures"),
    Counter.MUTES: ("免打扰数", "屏蔽", "屏蔽数"),
}


class UploadedRow(BaseModel):
    """One line of a file: `line` as a spreadsheet numbers it, `cells` by what their column means."""

    model_config = ConfigDict(frozen=True)

    line: int
    cells: dict[str, str]

    @property
    def uid(self) -> str:
        """The item it speaks about, also when copied from a calendar file."""
        return self.cells.get(UID, "").strip().lower().removesuffix("@qunbi")

    @property
    def title(self) -> str:
        return self.cells.get(TITLE, "")

    def counts(self) -> dict[Counter, str]:
        """The cells of counters the file has, as written."""
        return {counter: self.cells[counter] for counter in Counter if counter in self.cells}

    def is_blank(self) -> bool:
        """A line of the template that nobody filled in."""
        return not any(cell.strip() for cell in self.counts().values())


def rows_of(content: bytes) -> tuple[UploadedRow, ...]:
    """The lines that hold numbers. Raises FileUnusable."""
    table = next(iter(tables_of(content)), Table("", ()))
    meanings = _meanings(table.lines[0].cells if table.lines else ())
    rows = tuple(row for row in _rows(table.below(0), meanings) if not row.is_blank())
    if not rows:
        raise FileUnusable(
            _l("No line of this file holds numbers."), _l("Fill in the template, save it as CSV and upload it again.")
        )
    return rows


def _meanings(header: Sequence[str]) -> dict[int, str]:
    """What each known column means, by its place."""
    found: dict[int, str] = {}
    for place, name in enumerate(header):
        meaning = _KNOWN.get(_plain(name))
        if meaning in found.values():
            raise FileUnusable(
                _l("Two columns mean the same: “%(name)s”.", name=name[:MAX_CELL]), _l("Remove one of them.")
            )
        if meaning is not None:
            found[place] = meaning
    if UID not in found.values() or not set(found.values()) & set(Counter):
        raise FileUnusable(
            _l("The first line must name a column “uid” and at least one counter, such as views or likes."),
            _l("Download the template and fill it in; Chinese and English headings both work."),
        )
    return found


def _rows(lines: Iterable[Line], meanings: dict[int, str]) -> Iterator[UploadedRow]:
    for line in lines:
        known = {meaning: line.cell(place) for place, meaning in meanings.items() if place < len(line.cells)}
        yield UploadedRow(line=line.number, cells={name: unguarded(cell)[:MAX_CELL] for name, cell in known.items()})


def _plain(name: str) -> str:
    return re.sub(r"[\s_]", "", unicodedata.normalize("NFKC", name)).casefold()


_KNOWN = {
    _plain(name): str(meaning)
    for meaning, aliases in _ALIASES.items()
    for name in (meaning, *aliases, *((meaning.zh, meaning.en) if isinstance(meaning, Counter) else ()))
}
