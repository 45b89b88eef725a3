"""Tables people take away."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from content_calendar.exporters.generic_csv.cells import cell

MEDIA_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"


def csv_of(rows: Iterable[Sequence[object]]) -> bytes:
    """A table as people open it: UTF-8 with a byte-order mark, CRLF, nothing that runs as a formula."""
    return codecs.BOM_UTF8 + lines_of(rows).encode(errors="replace")


def lines_of(rows: Iterable[Sequence[object]]) -> str:
    """Rows of such a table, for one that is written in parts."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([cell(str(value)) for value in row] for row in rows)
    return file.getvalue()
