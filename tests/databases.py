"""Migrated databases for the tests: the migrations run once per kind, everything after that is a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from flask import Flask
from pydantic import SecretStr

from app import create_app
from app.core.database import db, migrate
from app.core.settings import Settings
from tests.compiled_templates import share_templates
from tests.postgresql import FAST, Cluster, running_cluster

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
KINDS = (SQLITE, POSTGRESQL)


def make_app(folder: Path, database_url: str, **settings: object) -> Flask:
    """The application on `database_url` with its files in `folder`, as its users get it but for the quiet logs."""
    chosen = {"secret_key": SecretStr("only for tests, never for anything else"), "log_level": "error"} | settings
    app = create_app(Settings(data_dir=folder, database_url=database_url, **chosen))
    share_templates(app)
    return app


class Databases:
    """Makes databases of either kind; the PostgreSQL server starts, with these settings, when one is asked of it."""

    def __init__(self, folder: Path, cleanup: ExitStack, settings: Sequence[str] = FAST) -> None:
        self._folder = folder
        self._cleanup = cleanup
        self._settings = settings
        self._numbers = count(1)
        self._template: Path | None = None
        self._cluster: Cluster | None = None
        self._migrated = False

    def make(self, kind: str) -> str:
        """The address of a migrated, empty database that nobody else uses."""
        name = f"own{next(self._numbers)}"
        if kind == POSTGRESQL:
            return self._postgresql().create(name, "migrated")
        return f"sqlite:///{shutil.copyfile(self._sqlite(), self._folder / name)}"

    def make_anew(self, kind: str) -> str:
        """The address, always the same, of a migrated, empty database in place of the one made there before."""
        if kind == POSTGRESQL:
            self._postgresql().drop("anew")
            return self._postgresql().create("anew", "migrated")
        for left in self._folder.glob("anew*"):
            left.unlink()
        return f"sqlite:///{shutil.copyfile(self._sqlite(), self._folder / 'anew')}"

    def make_empty(self, kind: str) -> str:
        """The address of a database without any table."""
        name = f"empty{next(self._numbers)}"
        if kind == POSTGRESQL:
            return self._server().create(name)
        return f"sqlite:///{self._folder / name}"

    def _sqlite(self) -> Path:
        if self._template is None:
            template = self._folder / "migrated"
            self._migrate(f"sqlite:///{template}")
            self._template = template
        return self._template

    def _postgresql(self) -> Cluster:
        cluster = self._server()
        if not self._migrated:
            self._migrate(cluster.create("migrated"))
            self._migrated = True
        return cluster

    def _server(self) -> Cluster:
        if self._cluster is None:
            self._cluster = self._cleanup.enter_context(running_cluster(self._settings))
        return self._cluster

    def _migrate(self, url: str) -> None:
        app = make_app(self._folder, url)
        migrate(app)
        dispose(app)


def dispose(app: Flask) -> None:
    """Close the application's connections to the database."""
    with app.app_context():
        db.engine.dispose()


@contextmanager
def rolled_back(app: Flask) -> Iterator[None]:
    """Whatever the application commits within the block is gone after it.

    All its sessions share one connection whose outer transaction never commits; theirs are savepoints.
    """
    with app.app_context():
        connection, maker = db.engine.connect(), db.sessionmaker
        outer = connection.begin()
    before = dict(maker.kw)
    with connection:
        maker.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            maker.kw.clear()
            maker.kw.update(before)
            outer.rollback()
