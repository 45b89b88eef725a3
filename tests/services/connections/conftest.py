"""An approved post, a connection to a vendor's server, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.connections import connections, jobs
from app.core.running import current_settings
from app.models import Connection, ContentItem, Push
from content_calendar.exporters.push.registry import push_target
from tests.factories import Workspace, approved
from tests.vendors.server import Vendor

LOOPBACK = (ip_network("127.0.0.0/8"),)
AnyVendor = TypeVar("AnyVendor", bound=Vendor)
Connect = Callable[..., Connection]


@pytest.fixture
def open_loopback(app: Flask) -> Iterator[None]:
    """The vendors' servers stand on this machine, which connections may not reach unless somebody allows it."""
    settings = app.extensions["qunbi-settings"]
    app.extensions["qunbi-settings"] = settings.model_copy(update={"target_networks": LOOPBACK})
    yield
    app.extensions["qunbi-settings"] = settings


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[timedelta], datetime]:
    """The jobs' clock: stands at `now`, goes on when called."""
    moment = [now]
    monkeypatch.setattr(jobs, "now", lambda: moment[0])

    def go_on(by: timedelta = timedelta()) -> datetime:
        moment[0] += by
        return moment[0]

    return go_on


@pytest.fixture
def start() -> Iterator[Callable[[AnyVendor], AnyVendor]]:
    """Runs a vendor's server until the test ends."""
    with ExitStack() as stack:
        yield stack.enter_context


@pytest.fixture
def ready(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return approved(session, workspace, workspace.item, now)


@pytest.fixture
def connect(session: Session, workspace: Workspace, now: datetime) -> Connect:
    """A connection of the workspace to a vendor's server."""

    def make(key: str, vendor: Any, *, automatic: bool = False, **options: object) -> Connection:
        wishes = connections.Wishes(
            name=f"我们的 {key}", base_url=vendor.url, credential=vendor.key, options=options, automatic=automatic
        )
        return connections.create(
            session, workspace.community, push_target(key), wishes, actor=workspace.admin,
            settings=current_settings(), now=now,
        )

    return make


def only_push(session: Session) -> Push:
    session.expire_all()
    return session.scalars(select(Push)).one()
