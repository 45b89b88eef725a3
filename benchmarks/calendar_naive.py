"""The plain ways to plan and to import, which the calendar's own are measured against."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import Provenance
from app.core.clock import now
from app.core.transactions import transaction
from app.library import service as library
from app.models import Community, ContentItem, Persona
from benchmarks.calendar_houses import CalendarHouse
from benchmarks.calendar_planning import DAYS, PERSONAS, year_of
from content_calendar.content import Copy
from content_calendar.fingerprint import fingerprint
from content_calendar.planning.plan import Placed
from content_calendar.planning.planner import propose
from content_calendar.vocabulary import ContentKind, Form, Stage, Value, WriterKind
from content_calendar.workflow import Action


def seconds_to_plan_day_by_day() -> float:
    """A year planned one day after the other, each plan a request of its own that is told what stands already.

    Measured for one persona and counted for all of them.
    """
    year = year_of(0)
    began = time.perf_counter()
    placed: tuple[Placed, ...] = year.placed
    for number in range(DAYS):
        day = year.start + timedelta(days=number)
        found = propose(replace(year, start=day, end=day, placed=placed)).slots
        placed = (*placed, *(Placed(slot.at, slot.value, slot.stage, slot.column_id) for slot in found))
    return PERSONAS * (time.perf_counter() - began)


def seconds_to_import_row_by_row(house: CalendarHouse, table: bytes) -> float:
    """Each row looked for, added with its text and history, and committed before the next is read."""
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    began = time.perf_counter()
    with house.app.app_context():
        for row in rows:
            with transaction() as session:
                _take(session, house, row)
    return time.perf_counter() - began


def _take(session: Session, house: CalendarHouse, row: Mapping[str, str]) -> None:
    community = session.get_one(Community, house.filled.community_id)
    persona = session.scalars(
        select(Persona).where(Persona.community_id == community.id, Persona.name == row["人群"])
    ).one()
    copy = Copy(title=row["标题"], body=row["正文"], call_to_action=row["行动号召"], hashtags=(row["话题"],))
    at = datetime.fromisoformat(f"{row['日期']}T{row['时间']:0>5}").replace(tzinfo=UTC)
    key = fingerprint(copy, slot_at=at, platform=community.platform, persona_id=persona.id)
    if session.scalar(select(ContentItem.id).where(
        ContentItem.community_id == community.id, ContentItem.import_key == key
    )):
        return
    item = _item(community, persona, at, key)
    session.add(item)
    session.flush()
    imported = Provenance(WriterKind.IMPORTED, platform=item.platform, language=item.language)
    library.write_revision(session, item, copy, provenance=imported, author=house.filled.editor, now=now())
    library.advance(session, item, Action.EDIT, actor=house.filled.editor, now=now())


def _item(community: Community, persona: Persona, at: datetime, key: str) -> ContentItem:
    return ContentItem(
        uid=uuid4().hex, community_id=community.id, persona_id=persona.id, kind=ContentKind.POST,
        value=Value.INFORMATION, stage=Stage.COGNITION, form=Form.POST, platform=community.platform,
        language=persona.language, slot_at=at, reasons=[], pinned=True, import_key=key, created_at=now(),
        updated_at=now(),
    )
