"""Whoever takes a long file keeps nobody from writing meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import func, select, text

from app.core.database import db, reading_first
from app.core.downloads import download_as_read
from app.core.transactions import transaction
from app.models import Community


def test_what_is_read_before_little_is_written_holds_no_lock(own_app: Flask) -> None:
    with own_app.test_request_context(method="POST"), transaction() as session:
        session.scalar(select(func.count(Community.id)))
        with reading_first():
            session.scalar(select(func.count(Community.id)))
            somebody_writes(own_app)
        session.execute(text("UPDATE community SET version = version"))


def test_what_is_read_while_it_is_sent_holds_no_lock(own_app: Flask) -> None:
    def parts() -> Iterator[str]:
        for _ in range(2):
            yield f"{db.session.scalar(select(func.count(Community.id)))},"

    with own_app.test_request_context(method="POST"):
        with transaction():
            sent = iter(download_as_read(parts(), "all.csv").response)
        first = next(sent)
        somebody_writes(own_app)
        assert [first, *sent] == ["0,", "0,"]


def somebody_writes(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        session.execute(text("UPDATE community SET version = version"))
