"""Whoever touches the trail past the service is found out, and told which entry."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.audit import service as audit
from app.core.transactions import transaction
from tests.databases import dispose, make_app

TAMPERED = [
    ("UPDATE audit_entry SET note = 'nothing happened' WHERE number = 3", "entry 3 was changed"),
    ("UPDATE audit_entry SET actor_id = 7 WHERE number = 3", "entry 3 was changed"),
    ("UPDATE audit_entry SET created_at = '2020-01-01 00:00:00.000000' WHERE number = 3", "entry 3 was changed"),
    ("UPDATE audit_entry SET after = 'no json' WHERE number = 3", "entry 3 was changed"),
    ("UPDATE audit_entry SET previous = hash WHERE number = 4", "entry 4 does not follow"),
    ("DELETE FROM audit_entry WHERE number = 3", "entry 3 is missing"),
    ("DELETE FROM audit_entry WHERE number = 1", "entry 1 is missing"),
    ("DELETE FROM audit_entry WHERE number > 3", "entry 4 is missing"),
    ("DELETE FROM audit_head", "entry 6 is missing"),
    ("UPDATE audit_entry SET note = x'ff' WHERE number = 3", "entry 3 was changed"),
    ("UPDATE audit_entry SET note = CAST(x'ff' AS TEXT) WHERE number = 3", "entry 3 was changed"),
    ("UPDATE audit_entry SET action = CAST(x'e98080ff' AS TEXT) WHERE number = 1", "entry 1 was changed"),
    ("UPDATE audit_entry SET hash = CAST(x'c3' AS TEXT) WHERE number = 5", "entry 5 was changed"),
    ("UPDATE audit_entry SET after = CAST(x'7b22ff227d' AS TEXT) WHERE number = 2", "entry 2 was changed"),
    ("UPDATE audit_head SET hash = CAST(x'ff' AS TEXT)", "entry 6 is missing"),
    ("UPDATE audit_entry SET created_at = 5 WHERE number = 3", "entry 3 was changed"),
    ("DELETE FROM audit_entry WHERE number > 3; INSERT INTO audit_head VALUES (2, 3, '')", "entry 4 is missing"),
]


def tamper(app: Flask, statement: str) -> None:
    """As somebody with the database file in hand would: triggers stop nobody who may drop them."""
    with app.app_context(), transaction() as session:
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        for each in statement.split(";"):
            session.execute(text(each))


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_tampering_is_told_with_the_first_broken_entry(own_app: Flask, now: datetime) -> None:
    flask = own_app.test_cli_runner()
    assert flask.invoke(args=["audit", "verify"]).output == "0 entries, all whole\n"
    with own_app.app_context(), transaction() as session:
        for number in range(5):
            audit.record(
                session, "persona.change", actor=None, community_id=1, subject="persona", subject_id=number,
                before={}, after={"name": "小满"}, now=now,
            )
    whole = flask.invoke(args=["audit", "verify"])
    assert whole.exit_code == 0
    known = whole.output.split()[-1]
    assert flask.invoke(args=["audit", "verify", "--known", known]).exit_code == 0
    assert len(flask.invoke(args=["audit", "export"]).output.splitlines()) == 5
    forged = f"5:{'0' * 64}"
    assert "entry 5 is not the one" in flask.invoke(args=["audit", "verify", "--known", forged]).output
    assert "NUMBER:HASH" in flask.invoke(args=["audit", "verify", "--known", "5"]).output
    with own_app.app_context(), transaction() as session:
        session.execute(text("CREATE TABLE entries AS SELECT * FROM audit_entry"))
        session.execute(text("CREATE TABLE heads AS SELECT * FROM audit_head"))
    for statement, told in TAMPERED:
        tamper(own_app, statement)
        verdict = flask.invoke(args=["audit", "verify"])
        assert (verdict.exit_code, told in verdict.output) == (1, True), (statement, verdict.output)
        for restored in ("audit_entry", "audit_head"):
            tamper(own_app, f"DELETE FROM {restored}")
        tamper(own_app, "INSERT INTO audit_entry SELECT * FROM entries")
        tamper(own_app, "INSERT INTO audit_head SELECT * FROM heads")
    assert flask.invoke(args=["audit", "verify"]).exit_code == 0


def test_without_a_prepared_database_one_line_says_what_to_do(tmp_path: Path) -> None:
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}")
    for command in (["audit", "verify"], ["audit", "export"], ["users", "sign-in-link"]):
        answer = app.test_cli_runner().invoke(args=command)
        assert answer.exit_code == 1
        assert answer.output.count("\n") == 1
        assert "flask --app wsgi prepare" in answer.output
    dispose(app)
