"""The table to fill in with numbers."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from app.core.i18n import label
from app.core.tables.csv_file import csv_of
from app.core.zones import zone_of
from app.feedback.grid import COMMON_FIRST
from app.feedback.queries import Entry
from app.models import Community


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
