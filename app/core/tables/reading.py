"""From the bytes of a file to its tables: text in four encodings with three delimiters, and Excel workbooks."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from flask_babel import lazy_gettext as _l

from app.core.tables.table import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, FileUnusable, Line, Table, check_count

_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DELIMITERS = ",\t;"
_FIRST_LINES = 10
_CUT = "unexpected end of data"
_WORKBOOK, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def tables_of(content: bytes, most_rows: int = MAX_ROWS) -> tuple[Table, ...]:
    """Every table of a file that has lines: one of a text file, one of each visible sheet of a workbook.

    Raises FileUnusable, TooManyRows.
    """
    if len(content) > MAX_BYTES:
        raise FileUnusable(
            _l("The file is larger than %(limit)s MB.", limit=MAX_BYTES // 1024**2),
            _l("Split it, or leave out columns that are not needed."),
        )
    if content.startswith(_OLD_WORKBOOK):
        raise FileUnusable(
            _l("This is a workbook of the old Excel format (.xls)."),
            _l("Open it in the spreadsheet and save it as .xlsx or CSV."),
        )
    if content.startswith(_WORKBOOK):
        # The reader of workbooks takes a fifth of a second to import, which a file in text form need not wait for.
        from app.core.tables.workbook import sheets_of

        return sheets_of(content, most_rows)
    table = _table(decoded(content), most_rows)
    return (table,) if table.lines else ()


def decoded(content: bytes) -> str:
    """The text of a file in one of the encodings people save tables in. Raises FileUnusable."""
    encodings = ("utf-16",) if content.startswith(_UTF16) else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            if error.reason == _CUT and encoding != _ENCODINGS[-1]:
                raise _cut_off() from None
    raise FileUnusable(
        _l("This is not a text file in UTF-8 or GB18030."), _l("In the spreadsheet, save it as “CSV UTF-8”.")
    )


def _cut_off() -> FileUnusable:
    return FileUnusable(
        _l("The file ends in the middle of a character: a part of it is missing."),
        _l("Download or save it again, and upload it whole."),
    )


def _table(text: str, most_rows: int) -> Table:
    if "\0" in text:
        raise FileUnusable(
            _l("This file is neither a table in text form nor an Excel workbook."),
            _l("Save the spreadsheet as .xlsx or CSV first."),
        )
    delimiter = _delimiter(text)
    lines = tuple(_lines(text, delimiter, most_rows))
    return Table("", lines, is_cut=bool(lines) and _ends_open(text, delimiter))


def _lines(text: str, delimiter: str, most_rows: int) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = ((number, cells) for number, cells in enumerate(reader, start=1) if any(map(str.strip, cells)))
        for count, (number, cells) in enumerate(rows, start=1):
            check_count(count, most_rows)
            yield Line(number, tuple(cells[:MAX_COLUMNS]))
    except csv.Error:
        raise FileUnusable(
            _l("Line %(line)s cannot be read as a row of a table.", line=reader.line_num),
            _l("Open the file in a spreadsheet and save it as CSV again."),
        ) from None


def _ends_open(text: str, delimiter: str) -> bool:
    """Whether the text ends within quotes: of a whole one each quote has its other."""
    if text.count('"') % 2 == 0:
        return False
    try:
        for _row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return _CUT in str(error)
    return False


def _delimiter(text: str) -> str:
    """What the first line that is divided at all is divided by: a title may stand above the headings."""
    for line in islice(io.StringIO(text), _FIRST_LINES):
        found = max(_DELIMITERS, key=line.count)
        if found in line:
            return found
    return _DELIMITERS[0]
