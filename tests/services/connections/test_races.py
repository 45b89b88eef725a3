"""Several workers at once, and one killed in the middle: on each kind of database, with commits that are real."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.connections import connections, jobs, service
from app.connections.ordering import SETTLED
from app.core.database import db
from app.core.running import current_settings
from app.core.transactions import transaction
from app.library import service as library
from app.models import Connection, ContentItem, ExportEntry, Push, PushStatus, User
from content_calendar.exporters.push.registry import push_target
from content_calendar.workflow import Role
from tests.databases import Databases, dispose, make_app
from tests.factories import COPY, approved, make_workspace
from tests.services.connections.conftest import LOOPBACK
from tests.threads import at_once
from tests.vendors.postiz import PostizServer
from tests.vendors.server import Fault


@dataclass
class Site:
    app: Flask
    vendor: PostizServer
    connection_id: int
    item_id: int

    def push(self) -> Push:
        return db.session.scalars(select(Push).execution_options(populate_existing=True)).one()

    def work(self) -> int:
        with self.app.app_context():
            return jobs.push_due(self.connection_id)


@pytest.fixture
def site(
    databases: Databases, database: str, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """An approved post and a connection that nobody ordered anything at yet."""
    monkeypatch.setattr(jobs, "now", lambda: now)
    app = make_app(tmp_path, databases.make(database), target_networks=LOOPBACK)
    with PostizServer() as vendor, app.app_context():
        with transaction() as session:
            workspace = make_workspace(session, now)
            item = approved(session, workspace, workspace.item, now - SETTLED)
            wishes = connections.Wishes(
                name="Postiz", base_url=vendor.url, credential=vendor.key, options={"accounts": {"*": "chan-1"}},
                automatic=True,
            )
            connection = connections.create(
                session, workspace.community, push_target("postiz"), wishes, actor=workspace.admin,
                settings=current_settings(), now=now,
            )
            numbers = connection.id, item.id
        yield Site(app, vendor, *numbers)
    dispose(app)


def test_two_orders_and_two_workers_at_once_make_one_post(site: Site, now: datetime) -> None:
    def order(session: Session) -> int:
        session.get_one(ContentItem, site.item_id, with_for_update=True)
        return service.order_waiting(session, session.get_one(Connection, site.connection_id), now)

    assert sorted(at_once(site.app, order, order)) == [0, 1]
    start = Barrier(2)

    def work() -> int:
        start.wait(10)
        return site.work()

    with ThreadPoolExecutor(2) as pool:
        assert sum(worker.result(20) for worker in [pool.submit(work), pool.submit(work)]) == 1
    assert (site.push().status, site.vendor.creates) == (PushStatus.DELIVERED, 1)
    assert db.session.scalar(select(func.count(ExportEntry.id))) == 1


def test_a_worker_killed_in_the_middle_of_a_call_sends_nothing_twice(
    site: Site, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        service.order_waiting(session, session.get_one(Connection, site.connection_id), now)
    site.vendor.faults.append(Fault.SILENT)
    worker = os.fork()
    if not worker:
        db.engine.dispose(close=False)
        site.work()
        os._exit(0)
    assert site.vendor.taken.wait(10)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    assert site.work() == 0
    monkeypatch.setattr(jobs, "now", lambda: now + timedelta(minutes=3))
    jobs.wake_due()
    assert site.push().status is PushStatus.UNKNOWN
    db.session.rollback()
    assert site.work() == 1
    assert (site.push().status, site.vendor.creates) == (PushStatus.DELIVERED, 1)


@pytest.mark.parametrize("database", ["postgresql"])  # SQLite has one writer at a time
def test_taking_back_waits_for_nobody_who_holds_the_post(site: Site, now: datetime) -> None:
    with transaction() as session:
        service.order_waiting(session, session.get_one(Connection, site.connection_id), now)
    site.work()
    with transaction() as session:
        item, somebody = session.get_one(ContentItem, site.item_id), session.scalars(select(User)).all()[0]
        actor = Actor(somebody, Role.ADMIN)
        library.edit_copy(session, item, replace(COPY, hook="别的话"), version=item.version, actor=actor, now=now)
    held = db.session.get_one(ContentItem, site.item_id, with_for_update=True)

    def take_back() -> int:
        with site.app.app_context():
            return jobs.take_back_lost()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(take_back).result(3) == 0
        db.session.rollback()
        assert pool.submit(take_back).result(3) == 1
    assert held.id == site.item_id
