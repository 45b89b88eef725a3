"""Where the demo lives: a folder made anew, a queue server, a worker process and, if one is named, a local model."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask

from app.core import embedded_valkey, worker
from app.core.database import db, migrate
from app.core.settings import Settings
from app.supervisor.child import Child, Role
from app.supervisor.logs import log_path
from app.supervisor.model_server import local_model, serve, written_by
from app.supervisor.model_start import start_model
from content_calendar.message import Message

_TICK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class House:
    """An application with an empty database, and the address of its queue server."""

    app: Flask
    settings: Settings
    folder: Path
    address: str


@contextmanager
def open_house(settings: Settings) -> Iterator[House]:
    """A house inside an application context. Raises StartRefused when the local model cannot be served."""
    folder = settings.data_dir / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with _served(settings.model_copy(update={"workers": 1}), folder) as own:
        address = embedded_valkey.ensure_running(folder)
        try:
            house = _furnished(own, folder, address)
            with house.app.app_context():
                yield house
        finally:
            embedded_valkey.stop(folder)


@contextmanager
def _served(settings: Settings, folder: Path) -> Iterator[Settings]:
    """`settings` that name the local model's server, which runs during the block."""
    with local_model(settings) as model:
        if model is None:
            yield settings
            return
        child = Child(Role("model", lambda: serve(model), 0), log_path(folder, "model"), ())
        start_model(child, model, lambda: time.sleep(_TICK_SECONDS), lambda message: _say(message, settings))
        try:
            yield written_by(model, settings)
        finally:
            child.send(signal.SIGTERM)
            while child.pid is not None and child.ended() is None:
                time.sleep(_TICK_SECONDS)


def _say(message: Message, settings: Settings) -> None:
    click.echo(message.text(settings.language), err=True)


def _furnished(settings: Settings, folder: Path, address: str) -> House:
    from app import create_app

    own = {"data_dir": folder, "database_url": f"sqlite:///{folder}/qunbi.db", "redis_url": address}
    at_home = settings.model_copy(update=own)
    app = create_app(at_home)
    migrate(app)
    return House(app, at_home, folder, address)


@contextmanager
def working(house: House) -> Iterator[int | None]:
    """A worker process at work during the block; its process id."""
    db.session.rollback()
    db.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=worker.work, args=(house.app, house.address))
    process.start()
    try:
        yield process.pid
    except BaseException:
        process.kill()  # whoever interrupts does not wait for a draft to be finished
        raise
    finally:
        db.session.rollback()  # the worker finishes its job first, which may wait to write what is held here
        process.terminate()
        process.join()
