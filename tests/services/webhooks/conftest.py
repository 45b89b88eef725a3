"""A receiver on this machine, an endpoint that leads to it, and a clock that stands still."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from standardwebhooks import Webhook

from app.core.running import current_settings
from app.models import WebhookEndpoint
from app.webhooks import endpoints, jobs
from app.webhooks.endpoints import Wishes
from tests.factories import Workspace
from tests.vendors.server import Answered, Asked, Vendor


class Receiver(Vendor):
    """Takes what is signed with one of its secrets, as the specification's own library judges; answers as told."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: list[str] = []
        self.answers: list[Answered] = []
        self.messages: list[dict[str, object]] = []

    def answer(self, asked: Asked) -> Answered:
        for secret in self.secrets:
            Webhook(secret).verify(asked.body, dict(asked.headers))
        self.messages.append(json.loads(asked.body))
        return self.answers.pop(0) if self.answers else Answered(204)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(autouse=True)
def _open_loopback(app: Flask) -> Iterator[None]:
    settings = app.extensions["qunbi-settings"]
    loopback = settings.model_copy(update={"target_networks": (ip_network("127.0.0.0/8"),)})
    app.extensions["qunbi-settings"] = loopback
    yield
    app.extensions["qunbi-settings"] = settings


@pytest.fixture
def endpoint(session: Session, workspace: Workspace, receiver: Receiver, now: datetime) -> WebhookEndpoint:
    made, secret = endpoints.create(
        session, workspace.community, Wishes("仓库", receiver.url + "/hook"), actor=workspace.admin,
        settings=current_settings(), now=now,
    )
    receiver.secrets.append(secret)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[timedelta], datetime]:
    """The jobs' clock: real time for signatures is checked by the receiver, so it begins at the present."""
    moment = [datetime.now(now.tzinfo)]
    monkeypatch.setattr(jobs, "now", lambda: moment[0])

    def go_on(by: timedelta = timedelta()) -> datetime:
        moment[0] += by
        return moment[0]

    return go_on
