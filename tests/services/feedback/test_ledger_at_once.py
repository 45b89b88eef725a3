"""Readings that come while somebody works on their post."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from flask import Flask

from app.core.transactions import transaction
from app.feedback import batches, ledger
from app.library import service as library
from app.models import Community, ContentItem
from content_calendar.workflow import State
from tests.factories import approved, make_workspace
from tests.services.feedback.test_ledger import reading
from tests.threads import WAIT_SECONDS, until_somebody_waits


@pytest.mark.parametrize("database", ["postgresql"])  # SQLite has one writer at a time
def test_readings_wait_for_who_is_changing_their_post(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        item_id, community_id = approved(session, workspace, workspace.item, now).id, workspace.community.id
    is_held, later = Event(), now + timedelta(days=9)

    def change() -> None:
        with own_app.app_context(), transaction() as session:
            item = library.get_item(session, community_id, item_id, lock=True)
            is_held.set()
            until_somebody_waits(session)
            item.pinned = not item.pinned

    def take() -> State:
        is_held.wait(WAIT_SECONDS)
        with own_app.app_context(), transaction() as session:
            community = session.get_one(Community, community_id)
            item = session.get_one(ContentItem, item_id)
            batch = batches.begin(session, community, "test", actor=None, now=later)
            ledger.take(session, community, [reading(item, later, views=3)], batch=batch, actor=None, now=later)
            return item.state

    with ThreadPoolExecutor(2) as pool:
        changing, taking = pool.submit(change), pool.submit(take)
        changing.result(WAIT_SECONDS)
        assert taking.result(WAIT_SECONDS) is State.PUBLISHED
