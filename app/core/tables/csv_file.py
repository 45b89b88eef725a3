"""Tables people take away."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from content_calendar.exporters.generic_csv.cells import cell

MEDIA_TYPE = "text/csv; charset=utf-8"


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """A table as people open it: UTF-8 with a byte-order mark, CRLF, nothing that runs as a formula."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([cell(text) for text in row] for row in rows)
    return codecs.BOM_UTF8 + file.getvalue().encode()
