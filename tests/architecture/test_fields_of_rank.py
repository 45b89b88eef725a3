"""No address takes a rank or a yes from a form that asks for none, whoever sends it."""

from __future__ import annotations

from datetime import datetime
from itertools import cycle

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from walk import addresses_of, rows_of

from app.core import clock
from app.models import AuditEntry
from tests.browser import UNSAFE, Visitor, sign_in
from tests.databases import SQLITE
from tests.factories import Workspace

FORGED = cycle(("role", "compliance", "is_owner", "author_id", "approved_fingerprint", "roles", "state"))
API = "api:"
"""Its operations take no forms; they refuse whatever their schemas do not name."""
SIGNED = {"webhooks.hear"}
"""What another service sends is signed, and read by a schema of its own."""
ASKED = {("communities.create_part", "voices", "role"), ("communities.save_part", "voices", "role")}


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture(scope="module")
def now() -> datetime:
    """Pages read the clock themselves."""
    return clock.now()


def test_every_address_refuses_a_field_of_rank_it_does_not_ask_for(
    app: Flask, client: Visitor, session: Session, workspace: Workspace
) -> None:
    known = addresses_of(app, rows_of(session, workspace))
    addresses = [address for address in known if address.method in UNSAFE
                 and address.endpoint not in SIGNED and not address.permission.startswith(API)]
    visitor, kept = sign_in(client, workspace.alice), 0
    for address, field in zip(addresses, FORGED, strict=False):
        if (address.endpoint, address.path.split("/")[-2], field) in ASKED:
            continue
        answer = visitor.open(address.path, method=address.method, data={field: "admin"})
        assert (answer.status_code, field in answer.text) == (422, True), (address, field)
        kept += 1
        assert _refusals(session) == kept, address


def _refusals(session: Session) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "refused.field_forged")
    return session.scalar(query) or 0
