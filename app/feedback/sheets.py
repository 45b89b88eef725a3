"""Tables people take away: the import template and the ranking. UTF-8 with a byte-order mark, CRLF, no formulas."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from app.core.i18n import label
from app.core.zones import zone_of
from app.feedback.grid import COMMON_FIRST
from app.feedback.queries import Entry
from app.models import Community
from content_calendar.exporters.generic_csv.cells import cell

MEDIA_TYPE = "text/csv; charset=utf-8"


def template(entries: Iterable[Entry], community: Community) -> bytes:
    """One row per post with its identifier and an empty cell for each counter."""
    zone = zone_of(community.timezone)
    header = ["uid", _("title"), _("slot"), _("read at"), *(label(counter) for counter in COMMON_FIRST)]
    rows = (
        [entry.uid, entry.headline, f"{entry.slot_at.astimezone(zone):%Y-%m-%d %H:%M}" if entry.slot_at else "", ""]
        + [""] * len(COMMON_FIRST)
        for entry in entries
    )
    return csv_of([header, *rows])


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """A table as people open it: UTF-8 with a byte-order mark, CRLF, nothing that runs as a formula."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([cell(text) for text in row] for row in rows)
    return codecs.BOM_UTF8 + file.getvalue().encode()
