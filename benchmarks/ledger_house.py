"""The application with posts that are out, and a program that may hand in their numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts import service as accounts
from app.api import tokens
from app.communities.workspace import load_sample
from app.core.clock import now
from app.core.collecting import settle_collector
from app.core.database import db
from app.core.transactions import transaction
from app.models import Column, Community, ContentItem, Revision, Scope
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State
from tests.databases import POSTGRESQL, Databases, dispose, make_app
from tests.postgresql import AS_INSTALLED

_COMMUNITY = "doujiawu"
_AT_ONCE = 5_000
_OUT_SINCE = timedelta(days=150)


@dataclass(frozen=True, slots=True, eq=False)
class LedgerHouse:
    """An application, the numbers and moments of posts of one community that are out, and a client of its owner."""

    kind: str
    app: Flask
    community_id: int
    out_at: datetime
    item_ids: Sequence[int]
    client: FlaskClient
    headers: dict[str, str]

    def uids(self) -> Sequence[str]:
        """The identifiers of the posts in exported files."""
        return [UUID(int=number).hex for number in self.item_ids]

    def hand_in(self, body: bytes) -> TestResponse:
        """Hand a batch in through the API as a program does. Raises AssertionError unless it is answered."""
        address = f"/api/v1/communities/{self.community_id}/feedback"
        answer = self.client.post(address, data=body, headers=self.headers, content_type="application/json")
        assert answer.status_code == 200, answer.text[:500]
        return answer


@contextmanager
def ledger_house(kind: str, posts: int) -> Iterator[LedgerHouse]:
    """A house of its own, whose database goes with it."""
    with ExitStack() as cleanup:
        folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="qunbi-bench-")))
        app = make_app(folder, Databases(folder, cleanup, AS_INSTALLED).make(kind))
        cleanup.callback(dispose, app)
        moment = now().replace(microsecond=0)
        with app.app_context():
            with transaction() as session:
                community_id, item_ids = _fill(session, posts, moment)
                wish = tokens.Wish("benchmark", list(Scope), None, None)
                key = tokens.issue(session, accounts.ensure_owner(session, now=moment), wish, now=moment)
            if kind == POSTGRESQL:
                _analyse()
        settle_collector()
        headers = {"Authorization": f"Bearer {key}"}
        yield LedgerHouse(kind, app, community_id, moment - _OUT_SINCE, item_ids, app.test_client(), headers)


def _fill(session: Session, posts: int, now: datetime) -> tuple[int, Sequence[int]]:
    """Published posts in the sample's fullest community."""
    load_sample(session, now=now)
    session.flush()
    community = session.scalars(select(Community).where(Community.key == _COMMUNITY)).one()
    columns = session.scalars(select(Column).where(Column.persona_id.in_([p.id for p in community.personas]))).all()
    first = 1 + max(session.scalar(select(func.max(table.id))) or 0 for table in (ContentItem, Revision))
    numbers = range(first, first + posts)
    for start in range(0, posts, _AT_ONCE):
        some = numbers[start:start + _AT_ONCE]
        session.execute(insert(ContentItem), [_item(n, columns[n % len(columns)], community, now) for n in some])
        session.execute(insert(Revision), [_text(n, now) for n in some])
    return community.id, numbers


def _item(number: int, column: Column, community: Community, now: datetime) -> dict[str, Any]:
    out_at = now - _OUT_SINCE
    return {
        "id": number, "uid": UUID(int=number).hex, "community_id": community.id, "persona_id": column.persona_id,
        "column_id": column.id, "voice_id": column.voice_id, "value": column.value, "stage": column.stage,
        "form": column.form, "topic": {}, "platform": community.platform, "language": community.language,
        "slot_at": out_at, "column_day": out_at.date(), "state": State.PUBLISHED, "seed": number, "reasons": [],
        "created_at": now, "updated_at": now, "published_at": out_at, "current_revision_id": number,
        "approved_fingerprint": f"{number:064x}", "approved_revision_id": number, "approved_slot_at": out_at,
        "approved_at": out_at,
    }


def _text(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number, "item_id": number, "number": 1, "hook": f"第 {number} 位妈妈是这样做的",
        "body": "记三天，回头看看。", "hashtags": [], "writer": WriterKind.OFFLINE, "created_at": now,
    }


def _analyse() -> None:
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
