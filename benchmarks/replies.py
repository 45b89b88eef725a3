"""The reply desk over 20,000 approved templates: searching, suggesting and keeping up, through the whole service.

    python -m benchmarks.replies [--json FILE]

Times are processor time of the thread that answers, with everything a request costs: session, role, the question
whether templates changed, the search, the gate once more for what is shown, the fragment. The database is SQLite in the
same process, so its work is in them. Beside them the retrieval figures of `benchmarks.replies_retrieval`.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import numpy as np
from flask import Flask
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from app.communities.workspace import load_sample
from app.core.clock import now
from app.core.collecting import settle_collector
from app.core.database import db
from app.core.transactions import transaction
from app.models import Community, ContentItem, Persona, ReplyTemplate, Revision, User
from app.reply_desk.index import forget, offer_of
from benchmarks.replies_library import TUNED_ON, large_library, messages
from benchmarks.replies_retrieval import QUERIES, quality
from benchmarks.report import Figure, asked, publish
from content_calendar.replies.entry import Entry
from content_calendar.vocabulary import ContentKind, Form, Stage, Value, WriterKind
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.databases import SQLITE, Databases, dispose, make_app

TEMPLATES = 20_000
SEARCH_MS, SUGGEST_MS, CHANGE_MS, LONGEST_WAIT_MS = 50.0, 150.0, 500.0, 1_000.0
_COMMUNITY, _EDITOR = "doujiawu", "xiaoman.lin@example.com"
_AT_ONCE = 5_000
_ROUNDS, _MESSAGES = 4, 150
_SCORED_EVERY = 3
"""Every third template has a score, so that the ranking leans as it does after months."""


@dataclass(frozen=True, slots=True, eq=False)
class House:
    """The service, the community that was filled, somebody who answers there."""

    app: Flask
    community_id: int
    visitor: Visitor

    def hits(self, query: str) -> None:
        """Ask for the fragment that follows the search box. Raises AssertionError unless it is answered."""
        answer = self.visitor.get(f"/c/{self.community_id}/replies/desk/hits?{urlencode({'q': query})}")
        assert answer.status_code == 200, answer.text[:300]

    def suggest(self, message: str) -> None:
        """Paste a message. Raises AssertionError unless it is answered."""
        address = f"/c/{self.community_id}/replies/desk/suggest"
        answer = self.visitor.post(address, data={"message": message}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.text[:300]


@contextmanager
def house(templates: int) -> Iterator[House]:
    """A service of its own, whose database goes with it."""
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        app = make_app(folder, Databases(folder, cleanup).make(SQLITE))
        cleanup.callback(dispose, app)
        app.test_client_class = Visitor
        with app.app_context(), transaction() as session:
            community_id = _fill(session, large_library(templates), now().replace(microsecond=0))
        visitor = app.test_client()
        assert isinstance(visitor, Visitor)
        with app.app_context(), transaction() as session:
            sign_in(visitor, session.scalars(select(User).where(User.email == _EDITOR)).one())
        settle_collector()
        yield House(app, community_id, visitor)


def speed(at: House) -> Iterator[Figure]:
    """From a process that knows nothing to one that has been searched all day."""
    forget()
    start = time.perf_counter()
    wait = _longest_wait(at, partial(_offer, at))
    yield Figure("first index of a process", time.perf_counter() - start, "s")
    yield Figure("another thread's longest wait meanwhile", wait, "ms", "≤", LONGEST_WAIT_MS)
    yield Figure("search, p95", _p95([partial(at.hits, query) for query in QUERIES]), "ms", "≤", SEARCH_MS)
    texts = [message.text for message in messages(TUNED_ON)[-_MESSAGES:]]
    yield Figure("suggestion without a model, p95", _p95([partial(at.suggest, text) for text in texts], 1), "ms", "≤",
                 SUGGEST_MS)
    yield Figure("search after a template changed, p95", _after_changes(at), "ms", "≤", CHANGE_MS)


def main() -> None:
    """Measure and publish."""
    to = asked("The reply desk over 20,000 templates.").json
    with house(TEMPLATES) as at:
        figures = [*speed(at)]
    publish("Reply desk", [*figures, *quality()], to)


def _offer(at: House) -> None:
    with at.app.app_context():
        offer_of(db.session, db.session.get_one(Community, at.community_id), now())


def _longest_wait(at: House, work: Callable[[], None]) -> float:
    """Milliseconds between two turns of a thread that wants one each millisecond, while `work` goes on."""
    busy = Thread(target=work)
    busy.start()
    longest, before = 0.0, time.perf_counter()
    while busy.is_alive():
        time.sleep(0.001)
        longest, before = max(longest, time.perf_counter() - before), time.perf_counter()
    return 1000 * longest


def _after_changes(at: House) -> float:
    """Milliseconds of the first search after each of ten templates got another version."""
    times = []
    for number in range(10):
        with at.app.app_context(), transaction() as session:
            own = select(ReplyTemplate.item_id).where(ReplyTemplate.community_id == at.community_id)
            item_id = session.scalar(own.order_by(ReplyTemplate.item_id.desc()).offset(number).limit(1))
            changed = update(ContentItem).where(ContentItem.id == item_id)
            session.execute(changed.values(version=ContentItem.version + 1))
        times.append(_milliseconds(partial(at.hits, "价格")))
    return float(np.percentile(times, 95))


def _p95(calls: Sequence[Callable[[], None]], rounds: int = _ROUNDS) -> float:
    """After each was called once."""
    for call in calls:
        call()
    return float(np.percentile([_milliseconds(call) for _round in range(rounds) for call in calls], 95))


def _milliseconds(call: Callable[[], None]) -> float:
    start = time.thread_time()
    call()
    return 1000 * (time.thread_time() - start)


def _fill(session: Session, library: Sequence[Entry], at: datetime) -> int:
    load_sample(session, now=at)
    session.flush()
    community = session.scalars(select(Community).where(Community.key == _COMMUNITY)).one()
    personas = session.scalars(select(Persona.id).where(Persona.community_id == community.id)).all()
    first = 1 + max(session.scalar(select(func.max(table.id))) or 0 for table in (ContentItem, Revision))
    for start in range(0, len(library), _AT_ONCE):
        some = [*enumerate(library[start : start + _AT_ONCE], first + start)]
        session.execute(insert(ContentItem), [_item(n, personas[n % len(personas)], community, at) for n, _e in some])
        session.execute(insert(Revision), [_text(number, entry, at) for number, entry in some])
        session.execute(insert(ReplyTemplate), [_card(number, entry, community) for number, entry in some])
    return community.id


def _item(number: int, persona_id: int, community: Community, at: datetime) -> dict[str, Any]:
    return {
        "id": number, "uid": UUID(int=number).hex, "community_id": community.id, "persona_id": persona_id,
        "kind": ContentKind.REPLY_TEMPLATE, "value": Value.CONNECTION, "stage": Stage.INTERACTION, "form": Form.POST,
        "topic": {}, "platform": community.platform, "language": community.language, "state": State.APPROVED,
        "seed": number, "reasons": [], "created_at": at, "updated_at": at, "current_revision_id": number,
        "approved_fingerprint": f"{number:064x}", "approved_revision_id": number, "approved_at": at,
    }


def _text(number: int, entry: Entry, at: datetime) -> dict[str, Any]:
    return {
        "id": number, "item_id": number, "number": 1, "title": entry.title, "body": entry.body, "hashtags": [],
        "tags": list(entry.tags), "writer": WriterKind.PERSON, "created_at": at - timedelta(days=1),
    }


def _card(number: int, entry: Entry, community: Community) -> dict[str, Any]:
    return {
        "item_id": number, "community_id": community.id, "scenario": entry.scenario,
        "member_states": [state.value for state in entry.states], "answer": UUID(int=number).hex,
        "short_code": entry.short_code, "variables": [], "snippets": {}, "platform_notes": {}, "search": {},
        "by_state": {}, "score": (number % 100) / 100 if number % _SCORED_EVERY == 0 else None,
    }


if __name__ == "__main__":
    main()
