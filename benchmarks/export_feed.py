"""A whole calendar of a big community, out of the database and over HTTP, and what the next look at it costs."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.communities.workspace import load_sample
from app.core.clock import now
from app.core.security import limiter
from app.core.transactions import transaction
from app.exports.feeds import issue_feed
from app.models import Column, Community, ContentItem, Revision, User
from benchmarks.report import Figure
from content_calendar.content import Copy
from content_calendar.fingerprint import fingerprint
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Role, State
from tests.browser import Visitor
from tests.databases import KINDS, Databases, dispose, make_app

POSTS = 100_000
LOOKS = 400
KNOWN_MS = 5.0
_BATCH = 5_000
_BODY = (
    "先看孩子的状态，再决定快一点还是慢一点；家里有两样东西就够用：一只小碗，一块干净的布。\n"
    "记三天，回头看看，群里一起对一对👶。"
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """An application, and the address of a feed of `POSTS` posts."""

    kind: str
    visitor: Visitor
    address: str


def figures() -> Iterator[Figure]:
    """On SQLite and on PostgreSQL: the whole of it, and 304 for who has it."""
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        databases = Databases(folder, cleanup)
        for kind in KINDS:
            with _calendar(databases, folder, kind) as calendar:
                yield from _figures(calendar)


def _figures(calendar: Calendar) -> Iterator[Figure]:
    packed = {"Accept-Encoding": "gzip"}
    begin = time.perf_counter()
    first = calendar.visitor.get(calendar.address, headers=packed)
    seconds = time.perf_counter() - begin
    assert first.status_code == 200, first.status
    yield Figure(f"feed of {POSTS:,} posts out of the database, {calendar.kind}", POSTS / seconds, "events/s")
    known, times = {**packed, "If-None-Match": first.headers["ETag"]}, []
    for _ in range(LOOKS):
        begin = time.perf_counter()
        answer = calendar.visitor.get(calendar.address, headers=known)
        times.append((time.perf_counter() - begin) * 1000)
        assert answer.status_code == 304, answer.status
    name = f"304 for a feed of {POSTS:,} posts, p95, {calendar.kind}"
    yield Figure(name, statistics.quantiles(times, n=20)[18], "ms", "≤", KNOWN_MS)


@contextmanager
def _calendar(databases: Databases, folder: Path, kind: str) -> Iterator[Calendar]:
    app = make_app(folder, databases.make(kind))
    app.test_client_class = Visitor
    try:
        with app.app_context():
            yield _filled(app, kind)
    finally:
        dispose(app)


def _filled(app: Flask, kind: str) -> Calendar:
    moment = now()
    with transaction() as session:
        load_sample(session, now=moment)
        session.flush()
        community = session.scalars(select(Community).order_by(Community.id)).first()
        owner = session.scalars(select(User).order_by(User.id)).first()
        assert community is not None
        assert owner is not None
        _fill(session, community, moment)
        actor = Actor(owner, Role.ADMIN)
        secret = issue_feed(session, community, None, name="", actor=actor, now=moment)
    limiter.enabled = False  # nobody may look so often in earnest
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return Calendar(kind, visitor, f"/feeds/{secret}.ics")


def _fill(session: Session, community: Community, moment: datetime) -> None:
    persona_ids = [persona.id for persona in community.personas]
    columns = session.scalars(select(Column).where(Column.persona_id.in_(persona_ids))).all()
    for start in range(1, POSTS + 1, _BATCH):
        numbers = range(start, min(start + _BATCH, POSTS + 1))
        texts = {number: _text(number, moment) for number in numbers}
        rows = [_item(n, columns[n % len(columns)], community, texts[n], moment) for n in numbers]
        session.execute(insert(ContentItem), rows)
        session.execute(insert(Revision), list(texts.values()))


def _text(number: int, moment: datetime) -> Mapping[str, Any]:
    return {
        "id": number, "item_id": number, "number": 1, "title": f"断奶小记 {number}",
        "hook": f"断奶这件事，第 {number} 位妈妈是这样做的", "body": _BODY, "call_to_action": "你家怎么做？",
        "hashtags": ["断奶"], "tags": [], "image_brief": "", "comment_starter": "", "media": [],
        "writer": WriterKind.OFFLINE, "prompt": "daily", "simhash": f"{number:016x}", "created_at": moment,
    }


def _item(
    number: int, column: Column, community: Community, text: Mapping[str, Any], moment: datetime
) -> dict[str, Any]:
    slot = moment + timedelta(days=1, minutes=10 * number)
    copy = Copy(title=text["title"], hook=text["hook"], body=text["body"], call_to_action=text["call_to_action"],
                hashtags=("断奶",))
    bound = fingerprint(copy, slot_at=slot, platform=community.platform, persona_id=column.persona_id)
    return {
        "id": number, "uid": UUID(int=number).hex, "community_id": community.id, "persona_id": column.persona_id,
        "column_id": column.id, "voice_id": column.voice_id, "value": column.value, "stage": column.stage,
        "form": column.form, "topic": {}, "platform": community.platform, "language": community.language,
        "slot_at": slot, "column_day": slot.date(), "state": State.APPROVED, "seed": number, "reasons": [],
        "created_at": moment, "updated_at": moment, "current_revision_id": number, "approved_revision_id": number,
        "approved_slot_at": slot, "approved_fingerprint": bound, "approved_at": moment,
    }
