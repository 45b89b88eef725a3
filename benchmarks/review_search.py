"""How long the library takes to find something among 100,000 items: the items, their number and the rows."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor
from app.communities.workspace import load_sample
from app.core.database import db
from app.core.transactions import transaction
from app.library.filters import Filters
from app.library.listing import library_page
from app.library.search_index import index_items
from app.models import Column, Community, ContentItem, Revision, User
from benchmarks.calendar_pages import p95
from benchmarks.report import Figure
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Role, State
from tests.browser import Visitor, sign_in

ITEMS = 100_000
MILLISECONDS = 100.0
ROUNDS, WARM_UP = 10, 2
_COMMUNITY, _EDITOR = "doujiawu", "xiaoman.lin@example.com"
_BATCH = 5_000
_STATES = (
    State.DRAFT, State.IN_REVIEW, State.DRAFT, State.CHANGES_REQUESTED, State.EXPIRED, State.EXPIRED, State.EXPIRED,
    State.ARCHIVED,
)
_CHARACTERS = (
    "的一是不了人我在有他这中大来上个国到说们为子和你地出道也时年得"
    "就那要下以生会自着去之过家学对可里后小么心多天能好都然没日于起"
)
_QUESTIONS: tuple[dict[str, str], ...] = (
    {"q": "咖啡"}, {"q": "咖啡馆"}, {"q": "咖"}, {"q": "的"}, {"q": "latte"}, {"q": "la"}, {"q": "一是"},
    {"q": "周末 咖啡"}, {"q": "咖啡", "state": "draft"}, {"q": "的", "state": "in_review"}, {"q": "没有这四个字呀"},
    {"tag": "场景:下午茶"}, {"q": "🎉"}, {}, {"state": "changes_requested"}, {"writer": "person"},
    {"from": "2020-01-01", "to": "2020-12-31", "q": "咖啡"},
)


@dataclass(frozen=True, slots=True)
class Library:
    """The community that was filled and somebody who edits there."""

    community_id: int
    editor_id: int


def fill_library(session: Session, items: int, *, now: datetime) -> Library:
    """Give a community of the sample workspace `items` items with a text each, all of which can be found."""
    load_sample(session, now=now)
    session.flush()
    community = session.scalars(select(Community).where(Community.key == _COMMUNITY)).one()
    editor = session.scalars(select(User).where(User.email == _EDITOR)).one()
    columns = session.scalars(select(Column).where(Column.persona_id.in_([p.id for p in community.personas]))).all()
    chance = random.Random(7)
    for start in range(0, items, _BATCH):
        numbers = range(start + 1, min(start + _BATCH, items) + 1)
        session.execute(insert(ContentItem), [_item(n, columns[n % len(columns)], community, now) for n in numbers])
        session.execute(insert(Revision), [_text(n, editor, chance, now) for n in numbers])
        index_items(session, numbers)
    return Library(community.id, editor.id)


def figures(app: Flask, kind: str, library: Library) -> Iterator[Figure]:
    """Finding, counting and reading a page of rows for every question; and the whole page as a browser gets it."""
    with app.app_context():
        community = db.session.get_one(Community, library.community_id)
        actor = Actor(db.session.get_one(User, library.editor_id), Role.EDITOR)
        found = {urlencode(asked): _searches(community, actor, asked) for asked in _QUESTIONS}
        db.session.rollback()
    together = [took for of_one in found.values() for took in of_one]
    yield Figure(f"search, p95, {ITEMS:,} items, {kind}", p95(together), "ms", "≤", MILLISECONDS)
    slowest = max(p95(times) for times in found.values())
    yield Figure(f"search, slowest question, p95, {ITEMS:,} items, {kind}", slowest, "ms", "≤", MILLISECONDS)
    yield Figure(f"search, whole page, p95, {ITEMS:,} items, {kind}", p95(_pages(app, library)), "ms")


def _searches(community: Community, actor: Actor, asked: dict[str, str]) -> list[float]:
    filters = Filters.read(MultiDict(asked))
    return _times(lambda: library_page(db.session, community, filters, actor, page=1))


def _pages(app: Flask, library: Library) -> list[float]:
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    with app.app_context(), transaction() as session:
        sign_in(visitor, session.get_one(User, library.editor_id))
    addresses = [f"/c/{library.community_id}/library?{urlencode(asked)}" for asked in _QUESTIONS]
    return [took for address in addresses for took in _times(partial(_look, visitor, address))]


def _look(visitor: Visitor, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 200, answer.text


def _times(act: Callable[[], object]) -> list[float]:
    """Milliseconds of each round after the first."""
    times = []
    for _number in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        act()
        times.append(1_000 * (time.perf_counter() - began))
    return times[WARM_UP:]


def _item(number: int, column: Column, community: Community, now: datetime) -> dict[str, Any]:
    slot = datetime(2016, 1, 1, tzinfo=UTC) + timedelta(minutes=number * 7_919 % (60 * 24 * 365 * 10))
    return {
        "id": number, "uid": UUID(int=number).hex, "community_id": community.id, "persona_id": column.persona_id,
        "column_id": column.id, "voice_id": column.voice_id, "value": column.value, "stage": column.stage,
        "form": column.form, "topic": {}, "platform": community.platform, "language": community.language,
        "slot_at": slot if number % 20 else None, "state": _STATES[number % len(_STATES)], "reasons": [],
        "created_at": now, "updated_at": now, "current_revision_id": number,
    }


def _text(number: int, editor: User, chance: random.Random, now: datetime) -> dict[str, Any]:
    """Some two hundred characters: common ones by chance, and words that some of the texts have."""
    words = ["咖啡"] * (number % 50 == 0) + ["咖啡馆"] * (number % 700 == 0) + ["周末"] * (number % 9 == 0)
    words += ["latte"] * (number % 300 == 0) + ["🎉"] * (number % 30 == 0)
    plain = ["".join(chance.choices(_CHARACTERS, k=12)) for _ in range(12)]
    return {
        "id": number, "item_id": number, "number": 1, "hook": f"{plain[0]}{words[0] if words else ''}",
        "body": "，".join(chance.sample([*plain, *words], len(plain) + len(words))), "hashtags": [],
        "tags": ["场景:下午茶"] if number % 40 == 0 else [], "created_at": now,
        "writer": WriterKind.OFFLINE if number % 3 else WriterKind.PERSON,
        "author_id": None if number % 3 else editor.id, "simhash": f"{number:016x}",
    }
