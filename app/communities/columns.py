"""What may be done to a column: saved as a whole, or only its rhythm changed, for one day, from a day on or altogether.

Every change names the version it was decided on. What is already planned stays; the next plan says what to do with it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.communities.refusals import FieldRefused, SaveFlaw, StaleEdit
from app.communities.rows import change_row
from app.communities.series_rows import rhythm_fields, series_of
from app.communities.service import named_row, require_free_key, saved_row
from app.communities.workspace_schema import CHANGES, WrittenColumn
from app.core.zones import zone_of
from app.models import Column, Community, ContentItem, Persona, Product, Voice
from content_calendar.message import Message
from content_calendar.planning import series_edits
from content_calendar.planning.faults import SeriesRefused
from content_calendar.planning.rule import Rule, parse_rule
from content_calendar.planning.series import Phase, Series
from content_calendar.planning.wall_clock import moment

Edit = Callable[[Series], Series]

FARTHEST = timedelta(days=366)
"""How far one occurrence may be moved; more is a slip of the finger."""
REMEMBERED = timedelta(days=400)
"""How long single changes and pauses that are over are kept."""


def save_column(
    session: Session, community: Community, column: Column | None, written: WrittenColumn, *,
    version: int, now: datetime,
) -> Column:
    """Save a column; another rule, clock or first day sets its whole rhythm, otherwise that stays as people changed it.

    Raises StaleEdit, and FieldRefused for a key in use, a name that leads nowhere or posts that keep the persona.
    """
    taken = select(Column).join(Column.persona).where(Persona.community_id == community.id, Column.key == written.key)
    require_free_key(session.scalar(taken), column, written.key)
    persona = named_row(session, community, Persona, "persona", written.persona)
    voice = named_row(session, community, Voice, "voice", written.voice)
    product = named_row(session, community, Product, "product", written.product) if written.product else None
    if column is not None and column.persona_id != persona.id:
        _require_no_posts(session, column)
    zone = zone_of(community.timezone)
    rhythm = _first_rhythm(written, zone, now) if column is None else _rhythm_after(column, written, zone)
    fields = {name: value for name, value in written.row_fields().items() if name not in {*CHANGES, "active"}}
    names = {"persona_id": persona.id, "voice_id": voice.id, "product_id": product.id if product else None}
    return saved_row(session, Column, column, {**fields, **names, **rhythm}, version=version, now=now)


def change_one(
    session: Session, column: Column, on: date, to: datetime | None, *, version: int, zone: ZoneInfo, now: datetime
) -> None:
    """Move the occurrence of the day `on` to the wall-clock moment `to`, or leave it out.

    Raises StaleEdit, and FieldRefused for a day that does not come, is paused or past, and a moment taken or too far.
    """
    _require_to_come(on, to, zone, now)
    _changed(session, column, lambda series: series_edits.change_one(series, on, to, zone=zone), "to",
             version=version, zone=zone, now=now)


def restore_one(session: Session, column: Column, on: date, *, version: int, zone: ZoneInfo, now: datetime) -> None:
    """The occurrence of the day `on` is again as the rhythm has it. Raises StaleEdit."""
    _changed(session, column, lambda series: series_edits.restore_one(series, on), "on",
             version=version, zone=zone, now=now)


def change_from(
    session: Session, column: Column, on: date, rule: str, at: time, *, version: int, zone: ZoneInfo, now: datetime
) -> None:
    """Another rhythm from the day `on` on. Raises StaleEdit, and FieldRefused for a day in the past or too many."""
    if on < now.astimezone(zone).date():
        raise FieldRefused("start", Message(SaveFlaw.IN_THE_PAST, {"given": on.isoformat()}))
    parsed = parse_rule(rule)
    _changed(session, column, lambda series: series_edits.change_from(series, on, parsed, at, zone=zone), "start",
             version=version, zone=zone, now=now)


def change_all(
    session: Session, column: Column, rule: str, at: time, *, version: int, zone: ZoneInfo, now: datetime
) -> None:
    """One rhythm from the beginning of the column. Raises StaleEdit."""
    parsed = parse_rule(rule)
    _changed(session, column, lambda series: series_edits.change_all(series, parsed, at, zone=zone), "rule",
             version=version, zone=zone, now=now)


def take_back(session: Session, column: Column, on: date, *, version: int, zone: ZoneInfo, now: datetime) -> None:
    """The change of rhythm that was to begin on the day `on` does not come. Raises StaleEdit."""
    _changed(session, column, lambda series: series_edits.take_back(series, on, zone=zone), "on",
             version=version, zone=zone, now=now)


def pause(
    session: Session, column: Column, first: date, last: date | None, *, version: int, zone: ZoneInfo, now: datetime
) -> None:
    """Nothing new from `first` to `last`, or until resumed. Raises StaleEdit, and FieldRefused for days reversed."""
    _changed(session, column, lambda series: series_edits.pause(series, first, last), "last",
             version=version, zone=zone, now=now)


def resume(session: Session, column: Column, on: date, *, version: int, zone: ZoneInfo, now: datetime) -> None:
    """The pause that covers the day `on` ends before it. Raises StaleEdit."""
    _changed(session, column, lambda series: series_edits.resume(series, on), "on",
             version=version, zone=zone, now=now)


def switch(session: Session, column: Column, *, on: bool, zone: ZoneInfo, now: datetime) -> None:
    """Pause a column from today until it is switched on again, from which day it runs."""
    today = now.astimezone(zone).date()
    if on:
        resume(session, column, today, version=column.version, zone=zone, now=now)
    else:
        pause(session, column, today, None, version=column.version, zone=zone, now=now)


def _changed(
    session: Session, column: Column, edit: Edit, field: str, *, version: int, zone: ZoneInfo, now: datetime
) -> None:
    if column.version != version:
        raise StaleEdit(column)
    try:
        series = edit(series_of(column, zone))
    except SeriesRefused as refusal:
        raise FieldRefused(field, refusal.message) from None
    kept = series_edits.without_past(series, now.astimezone(zone).date() - REMEMBERED)
    change_row(column, rhythm_fields(kept))
    session.flush()


def _require_to_come(on: date, to: datetime | None, zone: ZoneInfo, now: datetime) -> None:
    if on < now.astimezone(zone).date():
        raise FieldRefused("on", Message(SaveFlaw.IN_THE_PAST, {"given": on.isoformat()}))
    if to is None:
        return
    if moment(to.date(), to.time(), zone) <= now:
        raise FieldRefused("to", Message(SaveFlaw.IN_THE_PAST, {"given": f"{to:%Y-%m-%d %H:%M}"}))
    if abs(to.date() - on) > FARTHEST:
        raise FieldRefused("to", Message(SaveFlaw.TOO_FAR, {"day": on.isoformat(), "limit": FARTHEST.days}))


def _first_rhythm(written: WrittenColumn, zone: ZoneInfo, now: datetime) -> dict[str, object]:
    phase = Phase(written.starts_on or now.astimezone(zone).date(), parse_rule(written.rule), written.at)
    return rhythm_fields(Series((phase,)))


def _rhythm_after(column: Column, written: WrittenColumn, zone: ZoneInfo) -> dict[str, object]:
    """What the column's own form makes of the rhythm: nothing, unless it says another one."""
    series = series_of(column, zone)
    first, rule = series.phases[0], parse_rule(written.rule)
    start = written.starts_on or first.start
    if _says(first, start, rule, written.at):
        return {"starts_on": column.starts_on}
    return rhythm_fields(series_edits.change_all(series, rule, written.at, zone=zone, start=start))


def _says(phase: Phase, start: date, rule: Rule, at: time) -> bool:
    return (phase.start, phase.rule.text, phase.at) == (start, rule.text, at)


def _require_no_posts(session: Session, column: Column) -> None:
    count = session.scalar(select(func.count()).where(ContentItem.column_id == column.id)) or 0
    if count:
        raise FieldRefused("persona", Message(SaveFlaw.COLUMN_HAS_POSTS, {"count": count}))
