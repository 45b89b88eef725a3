"""What a workbook unfolds to, counted before any of it is parsed.

A reader of XML keeps every element of a row until the row ends: fifty kilobytes that unfold to one row of twelve
million cells would take four gigabytes. So not only bytes are counted but elements, in all and from one row, or one
shared text, to the next.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import IO

from flask_babel import lazy_gettext as _l

from app.core.tables.table import FileUnusable

MAX_UNFOLDED = 64 * 1024 * 1024
MOST_ELEMENTS, MOST_TOGETHER, MOST_ENTRIES = 8_000_000, 300_000, 2_000_000
_CHUNK = 1024 * 1024
_ENTRY = re.compile(rb"<(?:\w{1,20}:)?(?:row|si)\b")


class WorkbookFlood(FileUnusable):
    def __init__(self) -> None:
        super().__init__(
            _l("This workbook unfolds to more than can be read at once."),
            _l("Copy the table into a new workbook, or save its sheet as CSV."),
        )


def check_flood(content: bytes) -> None:
    """Raises WorkbookFlood, and what `zipfile` raises for a damaged archive."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNFOLDED:
            raise WorkbookFlood
        for part in archive.infolist():
            if part.file_size > _CHUNK:
                with archive.open(part) as file:
                    _check_elements(file)


def _check_elements(file: IO[bytes]) -> None:
    elements = together = entries = 0
    while chunk := file.read(_CHUNK):
        for place, stretch in enumerate(_ENTRY.split(chunk)):
            count = stretch.count(b"<")
            together = together + count if place == 0 else count
            elements, entries = elements + count, entries + (place > 0)
            if elements > MOST_ELEMENTS or together > MOST_TOGETHER or entries > MOST_ENTRIES:
                raise WorkbookFlood
