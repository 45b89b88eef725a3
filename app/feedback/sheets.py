"""Tables people take away: the import template and the ranking. UTF-8 with a byte-order mark, CRLF, no formulas."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core.i18n import label
from app.core.zones import zone_of
from app.feedback.grid import COMMON_FIRST
from app.feedback.queries import Entry, Place
from app.models import Community
from content_calendar.exporters.generic_csv.cells import cell
from content_calendar.vocabulary import Counter

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
    return _csv([header, *rows])


def ranking(places: Iterable[Place], community: Community) -> bytes:
    """The ranking as the page shows it, with every counter; rates are shares from 0 to 1."""
    zone = zone_of(community.timezone)
    header = [
        _("rank"), "uid", _("title"), _("persona"), _("slot"), _("rate"), _("80% low"), _("80% high"),
        _("evidence"), *(label(counter) for counter in Counter), _("reasons"),
    ]
    return _csv([header, *(_row(place, zone) for place in places)])


def _row(place: Place, zone: ZoneInfo) -> list[str]:
    counts = place.counts or {}
    return [
        str(place.number), place.uid, place.headline, place.persona.name,
        place.slot_at.astimezone(zone).isoformat(timespec="minutes") if place.slot_at else "",
        *(f"{rate:.4f}" for rate in (place.mean, place.low, place.high)), label(place.evidence),
        *(str(counts.get(counter, "")) for counter in Counter), " | ".join(place.reasons),
    ]


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([cell(text) for text in row] for row in rows)
    return codecs.BOM_UTF8 + file.getvalue().encode()
