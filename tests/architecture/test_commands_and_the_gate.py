"""Every command there is, run for real beside words nobody approved: none of them lets those out."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import click
import pytest
from flask import Flask
from redis import Redis
from rq import Queue
from rq.job import JobStatus
from rq.serializers import JSONSerializer
from source_code import ROOT
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core import clock
from app.core.database import db
from app.core.schedule import PERIODIC
from app.library import service as library
from app.models import ContentItem
from content_calendar.workflow import OUT, Role, State
from tests.databases import SQLITE, Databases, dispose, make_app
from tests.factories import COPY, Workspace, approved, in_review, make_item, make_workspace, write

WAITING, CHANGED, GOOD = "words-that-wait", "words-changed-after-the-yes", "words-somebody-approved"
FLASKS_OWN = {"run", "shell", "routes"}
PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Place:
    """What commands are told: the short name of the community, somebody's address, where files go."""

    community: str
    email: str
    folder: Path


Words = Callable[[Place], list[str]]


def _with_replies(place: Place) -> list[str]:
    file = place.folder / "replies.csv"
    file.write_text("scenario,words\nafter_sales,We are here.\n", encoding="utf-8")
    return ["--community", place.community, str(file)]


HERE: dict[str, Words] = {
    "audit verify": lambda _: [],
    "audit export": lambda _: [],
    "channels seal-anew": lambda _: [],
    "export targets": lambda _: [],
    "export write": lambda place: [
        "--community", place.community, "--target", "generic_csv", "--again", str(place.folder)
    ],
    "export again": lambda place: ["1", str(place.folder)],
    "export history": lambda _: [],
    "feedback rebuild": lambda _: [],
    "feeds list": lambda _: [],
    "feeds create": lambda place: ["--community", place.community, "wall"],
    "feeds write": lambda place: ["--community", place.community, str(place.folder / "all.ics")],
    "feeds revoke": lambda _: ["1"],
    "prompts list": lambda _: [],
    "prompts check": lambda _: [],
    "replies export": lambda place: ["--community", place.community, str(place.folder)],
    "replies import": _with_replies,
    "users sign-in-link": lambda place: [place.email],
}
"""Those that answer and end."""
BY_THEMSELVES = {"demo", "lived-in", "prepare", "worker"}
"""Those that make or migrate a database, or run processes: each has a test of its own below."""
RUN_THE_REST = {"scheduler", "up"}
"""They only call what `core/schedule.py` lists, which the worker is given below, or the other commands."""
TAKES_WORDS_OUT = {"export write", "feeds write"}


@pytest.fixture
def database() -> str:
    return SQLITE


@pytest.fixture(scope="module")
def now() -> datetime:
    """Commands read the clock themselves."""
    return clock.now()


def commands_of(group: click.Group, above: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        whole = f"{above} {name}".strip()
        yield from commands_of(command, whole) if isinstance(command, click.Group) else [whole]


def three_posts(session: Session, workspace: Workspace, now: datetime) -> set[int]:
    """One waits, one was changed after its approval, one is approved: the last alone may be out, and its number is
    returned."""
    waiting, changed, good = (
        make_item(session, workspace.column, now, slot_at=now + timedelta(days=days)) for days in (1, 2, 3)
    )
    bob = Actor(workspace.bob, Role.EDITOR)
    for item, words in ((waiting, WAITING), (changed, COPY.hook), (good, GOOD)):
        write(session, item, replace(COPY, hook=words), bob, now)
    in_review(session, workspace, waiting, now)
    for item in (changed, good):
        approved(session, workspace, item, now)
    copy = replace(COPY, hook=CHANGED)
    library.edit_copy(session, changed, copy, version=changed.version, actor=bob, now=now)
    session.commit()
    return {good.id}


def out(session: Session) -> set[int]:
    session.expire_all()
    return set(session.scalars(select(ContentItem.id).where(ContentItem.state.in_(OUT))))


def written(folder: Path) -> str:
    """Everything in the files of the folder, lines of calendars unfolded."""
    texts = []
    for file in filter(Path.is_file, folder.rglob("*")):
        if is_zipfile(file):
            with ZipFile(file) as archive:
                texts += [archive.read(name) for name in archive.namelist()]
        else:
            texts.append(file.read_bytes())
    return b"\n".join(texts).decode(errors="replace").replace("\r\n ", "")


def test_every_command_is_known_and_tried(app: Flask) -> None:
    group = app.cli
    assert isinstance(group, click.Group)
    assert set(commands_of(group)) - FLASKS_OWN <= set(HERE) | BY_THEMSELVES | RUN_THE_REST


def test_no_command_lets_out_what_nobody_approved(own_app: Flask, tmp_path: Path, now: datetime) -> None:
    with own_app.app_context():
        workspace = make_workspace(db.session, now)
        place = Place(workspace.community.key, workspace.bob.email, tmp_path)
        before = three_posts(db.session, workspace, now)
    for name in [name for name in HERE if name in set(commands_of(own_app.cli))]:
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        result = own_app.test_cli_runner().invoke(args=[*name.split(), *HERE[name](replace(place, folder=folder))])
        assert isinstance(result.exception, SystemExit | None), (name, result.exception)
        with own_app.app_context():
            assert out(db.session) == before, name
        files = written(folder)
        assert WAITING not in result.output + files, name
        assert CHANGED not in result.output + files, name
        assert GOOD in files or name not in TAKES_WORDS_OUT, (name, result.output)


def run(folder: Path, *arguments: str, **settings: str) -> None:
    """The command in a process of its own, as somebody at a terminal runs it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments], cwd=ROOT, timeout=PATIENCE_SECONDS, check=False,
        env={**kept, "QUNBI_DATA_DIR": str(folder), **settings}, capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def expect_every_departure_approved(database: Path) -> None:
    """What left, and what is out, was approved in just these words, and before it left."""
    with sqlite3.connect(database) as connection:
        left = connection.execute("SELECT item_id, fingerprint, created_at FROM export_entry").fetchall()
        are_out = connection.execute(
            "SELECT id, approved_fingerprint, updated_at FROM content_item"
            " WHERE state IN ('approved', 'exported', 'published')"
        ).fetchall()
        said_yes = set(connection.execute("SELECT item_id, fingerprint FROM item_event WHERE action = 'approve'"))
    connection.close()
    assert left
    assert are_out
    assert {(item, words) for item, words, _at in (*left, *are_out)} <= said_yes


def test_the_demo_takes_out_what_its_reviewers_approved(tmp_path: Path) -> None:
    run(tmp_path, "demo")
    expect_every_departure_approved(tmp_path / "demo" / "qunbi.db")


def test_the_lived_in_sample_took_out_what_its_reviewers_approved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.lived_in.WEEKS_BACK", 1)  # weeks in which everything was carried out
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'qunbi.db'}")
    result = app.test_cli_runner().invoke(args=["lived-in"])
    dispose(app)
    assert result.exit_code == 0, result.output
    expect_every_departure_approved(tmp_path / "qunbi.db")


def test_preparing_an_inhabited_house_approves_nothing(
    databases: Databases, database: str, tmp_path: Path, now: datetime
) -> None:
    app = make_app(tmp_path, databases.make(database))  # of its own: one that has answered requests cannot migrate
    with app.app_context():
        before = three_posts(db.session, make_workspace(db.session, now), now)
    result = app.test_cli_runner().invoke(args=["prepare"])
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert out(db.session) == before
    dispose(app)


def test_a_worker_with_all_periodic_work_approves_nothing(
    databases: Databases, tmp_path: Path, valkey: str, now: datetime
) -> None:
    address = databases.make(SQLITE)
    app = make_app(tmp_path, address, redis_url=valkey)
    with app.app_context():
        before = three_posts(db.session, make_workspace(db.session, now), now)
        waiting = db.session.scalars(select(ContentItem.id).where(ContentItem.state == State.IN_REVIEW)).one()
        db.session.rollback()  # the worker waits for nobody
        with Redis.from_url(valkey) as connection:
            queue = Queue("review", connection=connection, serializer=JSONSerializer)
            jobs = [queue.enqueue("app.review.jobs.review_item", waiting)]
            jobs += [queue.enqueue(periodic.function) for periodic in PERIODIC]
            run(
                tmp_path, "worker", "--burst", DATABASE_URL=address, REDIS_URL=valkey,
                QUNBI_SECRET_KEY="only for tests, never for anything else",
            )
            assert {job.get_status(refresh=True) for job in jobs} == {JobStatus.FINISHED}
        assert out(db.session) == before
    dispose(app)
