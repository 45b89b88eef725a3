"""The log of choices as a table people take away: one row for each candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.choices.queries import Contender, Entry
from app.core.i18n import label
from app.core.zones import zone_or_utc
from app.models import Community


def log_sheet(entries: Iterable[Entry], community: Community) -> Sequence[Sequence[object]]:
    """Below a line of headings. Chances and rates are shares from 0 to 1, times those of the community's zone."""
    zone = zone_or_utc(community.timezone)
    return [_header(), *(row for entry in entries for row in _rows(entry, zone))]


def _header() -> tuple[str, ...]:
    return (
        _("choice"), _("made at"), _("what"), _("slot"), _("persona"), _("how"), _("undone at"), _("candidate"),
        _("title"), _("chosen"), _("chance"), _("expected rate"), _("low"), _("high"), _("held back for harm"),
        _("weights version"), _("left to an even draw"), _("seed"),
    )


def _rows(entry: Entry, zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    for one in entry.contenders:
        yield *_choice(entry, zone), *_candidate(one), *_rules(entry)


def _choice(entry: Entry, zone: ZoneInfo) -> tuple[object, ...]:
    return (
        entry.id, _at(entry.made_at, zone), label(entry.contest), _at(entry.slot_at, zone), entry.persona.name,
        label(entry.pick), _at(entry.undone_at, zone),
    )


def _candidate(one: Contender) -> tuple[object, ...]:
    return (
        one.item_id, one.headline, int(one.is_chosen), f"{one.propensity:.6f}", f"{one.mean:.6f}", f"{one.low:.6f}",
        f"{one.high:.6f}", int(one.blocked),
    )


def _rules(entry: Entry) -> tuple[object, ...]:
    return entry.weights["version"], f"{entry.weights['floor']:.2f}", entry.seed


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""
