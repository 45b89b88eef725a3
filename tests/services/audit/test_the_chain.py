"""What is recorded joins one chain when its transaction commits, whoever else writes at that moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.chain import entry_hash
from app.core.origins import job_at_work
from app.core.transactions import transaction
from app.models import AuditEntry, AuditHead, User


def entries(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def noted(session: Session, now: datetime, action: str = "persona.save", **fields: object) -> None:
    defaults: dict[str, object] = {
        "actor": None, "community_id": None, "subject": "persona", "subject_id": 1, "before": {}, "after": {},
    }
    audit.record(session, action, now=now, **defaults | fields)  # type: ignore[arg-type]  # fields of the call


def assert_chained(rows: list[AuditEntry]) -> None:
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.previous for row in rows] == ["", *(row.hash for row in rows)][: len(rows)]
    columns = AuditEntry.__table__.columns.keys()
    assert all(entry_hash({name: getattr(row, name) for name in columns}) == row.hash for row in rows)


def test_entries_are_chained_when_the_transaction_commits(session: Session, now: datetime, bob: User) -> None:
    noted(session, now, actor=bob, before={"name": "小满", "key": "x"}, after={"name": "阿圆", "key": "x"}, note="改名")
    known = len(entries(session))
    with job_at_work("0b5f-77"):
        noted(session, now, "persona.delete", before={"name": "阿圆"})
    session.commit()

    assert_chained(entries(session))
    changed, gone = entries(session)[known:]
    assert (changed.actor_id, changed.before, changed.after) == (bob.id, {"name": "小满"}, {"name": "阿圆"})
    assert (changed.origin, gone.origin, gone.request_id) == ("command", "job", "0b5f77")
    head = session.scalars(select(AuditHead)).one()
    assert (head.number, head.hash) == (known + 2, gone.hash)


def test_what_was_rolled_back_is_not_in_the_trail(session: Session, now: datetime) -> None:
    noted(session, now, "kept.first")
    with suppress(ZeroDivisionError), session.begin_nested():
        with session.begin_nested():
            noted(session, now, "lost.inside")
        1 / 0  # noqa: B018 - a savepoint rolls back for any error
    with session.begin_nested():
        noted(session, now, "kept.savepoint")
    session.commit()
    noted(session, now, "lost.whole")
    session.rollback()
    session.commit()
    assert [entry.action for entry in entries(session)] == ["kept.first", "kept.savepoint"]


def test_four_who_append_at_once_make_one_chain(own_app: Flask, now: datetime) -> None:
    def append(hand: int) -> None:
        for turn in range(5):
            with own_app.app_context(), transaction() as session:
                noted(session, now, subject_id=hand, note=str(turn))

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(append, range(4)))
    with own_app.app_context(), transaction() as session:
        rows = entries(session)
        assert len(rows) == 20
        assert_chained(rows)


@pytest.mark.parametrize(
    ("subject", "field", "value", "kept"),
    [
        ("user", "password_hash", "argon2", "•••"),
        ("channel", "address", "mailto://bob:pw@example.com", "•••"),
        ("persona", "address", "妈妈们", "妈妈们"),
        ("post", "hashtags", ("断奶",), ["断奶"]),
        ("reply", "member_message", "我家宝宝发烧了", "••• (7)"),
        ("community", "purpose", "长" * 301 + "\0", "长" * 300 + "… (301)"),
        ("community", "purpose", "\ud800", "?"),
    ],
)
def test_secrets_members_words_and_whole_texts_stay_out(
    subject: str, field: str, value: object, kept: object
) -> None:
    from app.audit.masking import kept as keep

    assert keep(subject, {field: value}) == {field: kept}
