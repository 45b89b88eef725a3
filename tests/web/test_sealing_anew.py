"""A changed secret of the installation: everything sealed is brought along by one command."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from pydantic import SecretStr
from sqlalchemy.orm import Session

from app.connections import connections
from app.core import clock
from app.core.sealing import SealBroken, seal, unseal
from app.models import Connection, WebhookEndpoint
from app.webhooks import endpoints
from content_calendar.exporters.push.registry import push_target
from tests.factories import Workspace


@pytest.fixture
def connection(app: Flask, session: Session, workspace: Workspace) -> Connection:
    settings = app.extensions["qunbi-settings"]
    wishes = connections.Wishes(name="门店", base_url="https://e.com", credential="the key", options={})
    made = connections.create(
        session, workspace.community, push_target("webhook"), wishes, actor=workspace.admin, settings=settings,
        now=clock.now(),
    )
    made.callback_secret = seal("the callback", settings)
    return made


@pytest.fixture
def endpoint(app: Flask, session: Session, workspace: Workspace) -> WebhookEndpoint:
    settings, now = app.extensions["qunbi-settings"], clock.now()
    wishes = endpoints.Wishes("观察", "https://e.com")
    made, _secret = endpoints.create(
        session, workspace.community, wishes, actor=workspace.admin, settings=settings, now=now
    )
    endpoints.rotate(session, made, settings=settings, now=now)
    return made


def test_keys_of_connections_and_secrets_of_webhooks_outlive_the_former_secret(
    app: Flask, session: Session, runner: FlaskCliRunner, connection: Connection, endpoint: WebhookEndpoint
) -> None:
    former = app.extensions["qunbi-settings"]
    said = endpoints.signing_secrets(endpoint, former, clock.now())
    session.commit()
    alone = former.model_copy(update={"secret_key": SecretStr("another secret, just as long as needed")})
    app.extensions["qunbi-settings"] = alone.model_copy(update={"former_secret_keys": (former.secret_key,)})
    try:
        result = runner.invoke(args=["channels", "seal-anew"])
    finally:
        app.extensions["qunbi-settings"] = former
    assert result.exit_code == 0, result.output
    assert "1 keys of connections sealed anew; 0" in result.output
    assert "1 secrets of webhooks sealed anew; 0" in result.output
    session.expire_all()
    assert [unseal(sealed, alone) for sealed in (connection.credential, connection.callback_secret)] == [
        "the key", "the callback"
    ]
    assert endpoints.signing_secrets(endpoint, alone, clock.now()) == said
    with pytest.raises(SealBroken):
        unseal(connection.credential, former)
