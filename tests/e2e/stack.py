"""The whole service as its users run it: supervisor, pages, workers, scheduler, queue server, in an own folder."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from app import create_app
from app.accounts import service as accounts
from app.core.clock import now
from app.core.settings import Settings
from app.core.transactions import transaction
from tests.databases import dispose

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 60
R = TypeVar("R")


class Stack:
    """A running service over the sample workspace."""

    def __init__(self, folder: Path, address: str) -> None:
        self.address = address
        # The thread of a test belongs to the browser's event loop, where no application context can end.
        self._beside = ThreadPoolExecutor(1)
        self._app = self._beside.submit(create_app, Settings(data_dir=folder, log_level="error"))

    def sign_in_path(self, email: str) -> str:
        """The path of a one-time link for this person."""
        return self._beside.submit(self._issue, email).result()

    def lay_down(self, work: Callable[[Session], R]) -> R:
        """Write rows into the database of the service, as if they had long been there."""
        return self._beside.submit(self._write, work).result()

    def close(self) -> None:
        """Let go of the database."""
        self._beside.submit(dispose, self._app.result()).result()
        self._beside.shutdown()

    def _write(self, work: Callable[[Session], R]) -> R:
        with self._app.result().app_context(), transaction() as session:
            return work(session)

    def _issue(self, email: str) -> str:
        with self._app.result().app_context(), transaction() as session:
            user = accounts.find_user(session, email)
            assert user is not None, email
            return f"/sign-in/{accounts.issue_sign_in_link(session, user, now=now())}"


@contextmanager
def running_stack() -> Iterator[Stack]:
    """Start everything; stop it in order at the end."""
    folder = Path(tempfile.mkdtemp(prefix="qe-"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    process = _start(folder, port)
    try:
        _await_link(process)
        with closing(Stack(folder, f"http://127.0.0.1:{port}")) as stack:
            yield stack
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=STOP_SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, port: int) -> subprocess.Popen[str]:
    # Empty ones win over a `.env` that names a model or another database.
    foreign = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"), "")
    own = {
        "QUNBI_DATA_DIR": str(folder), "PORT": str(port), "QUNBI_WORKERS": "1", "PYTHONUNBUFFERED": "1",
        "QUNBI_NOTIFICATION_NETWORKS": "127.0.0.1/32", "QUNBI_TARGET_NETWORKS": "127.0.0.1/32",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUNBI_")}
    return subprocess.Popen(
        [sys.executable, "-m", "app.supervisor"], cwd=ROOT, env=kept | foreign | own, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )


def _await_link(process: subprocess.Popen[str]) -> None:
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if re.search(r"/sign-in/\S{32}", line):
            return
    raise AssertionError(said)
