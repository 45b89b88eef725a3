"""A PostgreSQL server of our own, in a temporary folder, reachable through a unix socket alone."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from app.core.parentage import end_with_parent
from tests.components import missing

START_SECONDS = 30.0
FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB", "jit=off", "autovacuum=off",
)
"""Settings for tests, which need no data to outlive them."""
AS_INSTALLED: tuple[str, ...] = ()
"""What the server's makers chose: what people get, and as durable. For what is measured."""


class Cluster:
    """Databases on one server; the tests are its superuser."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def url(self, name: str) -> str:
        """The address of a database as the settings take it."""
        return f"postgresql+psycopg://qunbi@/{name}?host={self._folder}"

    def create(self, name: str, template: str = "template1") -> str:
        """A new database, copied from `template`; its address."""
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove the database, also from under whoever still uses it."""
        self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            self._tell("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _tell(self, command: str) -> None:
        with psycopg.connect(host=str(self._folder), user="qunbi", dbname="postgres", autocommit=True) as connection:
            connection.execute(command.encode())


@contextmanager
def running_cluster(settings: Sequence[str] = FAST) -> Iterator[Cluster]:
    """A server that ends with the block, or with this process if that is killed."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="qunbi-pg-"))
    identity = _identity(folder)
    try:
        data = folder / "data"
        options = ["-U", "qunbi", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        command: list[str | Path] = [programs / "initdb", "-D", data, *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **identity)
        with _server(programs / "postgres", data, folder, identity, settings):
            yield Cluster(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _server(
    program: Path, data: Path, folder: Path, identity: dict[str, Any], settings: Sequence[str]
) -> Iterator[None]:
    options = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [program, "-D", data, "-k", folder, "-h", "", *options],
            cwd=folder, stdout=log, stderr=log, **identity,
            preexec_fn=partial(end_with_parent, signal.SIGQUIT, os.getpid()),  # noqa: PLW1509 - no thread runs yet
        )
    try:
        _await(Cluster(folder), server)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _await(cluster: Cluster, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while not cluster.answers():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the PostgreSQL server of the tests did not start")
        time.sleep(0.05)


def _programs() -> Path:
    """The folder of the newest server programs on this machine."""
    found = [Path(place).parent for place in (shutil.which("initdb"),) if place]
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found += [path.parent for path in sorted(installed, key=lambda path: -int(path.parts[-3]))]
    return found[0] if found else missing("PostgreSQL (initdb)")


def _identity(folder: Path) -> dict[str, Any]:
    """Whom the server runs as: it refuses root, so root lends the folder to somebody without rights."""
    if os.getuid():
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    person = names.get("postgres") or names["nobody"]
    os.chown(folder, person.pw_uid, person.pw_gid)
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
