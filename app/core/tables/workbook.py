"""Sheets of an Excel workbook, read one row at a time.

A workbook is a ZIP of XML: a few kilobytes can unfold to gigabytes, and one cell in the last corner of a sheet can make
a reader that wants the whole rectangle ask for half a terabyte. So what it unfolds to is counted first (`flood`),
whatever its parts are called; what is taken whole must be short, rows are read as they come, and lines and columns far
outside of any table are not followed.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l
from openpyxl.reader.excel import ExcelReader

from app.core.tables.flood import WorkbookFlood, check_flood
from app.core.tables.table import MAX_COLUMNS, MAX_ROWS, FileUnusable, Line, Table, check_count

MAX_PART = 4 * 1024 * 1024
MAX_LINE = 20_000
MAX_SHEETS = 30
_MINUTE = timedelta(minutes=1)
_LATEST = datetime.max - _MINUTE  # noqa: DTZ901 - cells have no zone


class WorkbookDamaged(FileUnusable):
    def __init__(self) -> None:
        super().__init__(
            _l("This workbook cannot be read: it is damaged, protected by a password, or no .xlsx file."),
            _l("Open it in the spreadsheet and save it as .xlsx without a password, or as CSV."),
        )


class _Archive(zipfile.ZipFile):
    """Parts the reader takes whole become trees twenty times their size, so they must be short."""

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        part = name if isinstance(name, zipfile.ZipInfo) else self.getinfo(name)
        if part.file_size > MAX_PART:
            raise WorkbookFlood
        return super().read(name, pwd)


class _Reader(ExcelReader):
    """Rows are read as they come; sheets that are one chart hold none."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        self.archive = _Archive(BytesIO(content))

    def read_chartsheet(self, sheet: object, rel: object) -> None:
        """Nothing of it is wanted."""


def sheets_of(content: bytes, most_rows: int = MAX_ROWS) -> tuple[Table, ...]:
    """The visible sheets that hold anything, formulas as the values Excel saved with them. Raises FileUnusable."""
    try:
        check_flood(content)
        # Its warnings are about looks (a missing style, an extension) that no cell depends on.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(_tables(content, most_rows))
    except FileUnusable:
        raise
    except Exception as error:  # a hostile or damaged file makes the reader fail in any way there is
        raise WorkbookDamaged from error


def _tables(content: bytes, most_rows: int) -> Iterator[Table]:
    reader = _Reader(content)
    try:
        reader.read()
        workbook = reader.wb
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
        for sheet in visible[:MAX_SHEETS]:
            table = Table(sheet.title, tuple(_lines(sheet, most_rows)))
            if table.lines:
                yield table
    finally:
        reader.archive.close()


def _lines(sheet: Any, most_rows: int) -> Iterator[Line]:
    sheet.reset_dimensions()  # what the file says about its size may be wrong
    rows = enumerate(sheet.iter_rows(min_row=1, min_col=1, max_col=MAX_COLUMNS, values_only=True), start=1)
    count = 0
    for number, values in rows:
        if number > max(MAX_LINE, 2 * most_rows):
            raise FileUnusable(
                _l("The sheet “%(name)s” goes on below line %(line)s.", name=sheet.title, line=number - 1),
                _l("Delete the empty rows below the table and save it again."),
            )
        cells = _without_end([_text(value) for value in values])
        if cells:
            count += 1
            check_count(count, most_rows)
            yield Line(number, cells)


def _without_end(cells: list[str]) -> tuple[str, ...]:
    """The cells up to the last one that holds anything."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _text(value: object) -> str:
    """A cell as people read it: dates and times as ISO 8601 to the minute, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        moment = (min(value, _LATEST) + _MINUTE / 2).replace(second=0, microsecond=0)
        return f"{moment:%Y-%m-%d %H:%M}" if moment.time() != time() else f"{moment:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{datetime.combine(date.min, value.replace(tzinfo=None)) + _MINUTE / 2:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
