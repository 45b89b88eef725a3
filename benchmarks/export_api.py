"""Programs that read through the API: the service as `make run` starts it, asked from a process beside it at a steady
pace. Requests leave when they are due, whether or not earlier ones have been answered, so that a slow answer is
counted with everything it delays.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from statistics import quantiles
from urllib.parse import urlsplit

from benchmarks.report import Figure
from benchmarks.stack import ROOT, started

PACE = 150
SECONDS = 30
REST_SECONDS = 20
"""After the start, which gives the workers a whole round of periodic work at once."""
WARM_SECONDS = 5
LIMIT_MS = 100.0
_THREADS = 32
_ISSUE = """
from app import create_app
from app.accounts import service as accounts
from app.api import tokens
from app.core.clock import now
from app.core.transactions import transaction
from app.models import Scope
app = create_app()
with app.app_context(), transaction() as session:
    wish = tokens.Wish("benchmark", list(Scope), None, None)
    print(tokens.issue(session, accounts.ensure_owner(session, now=now()), wish, now=now()))
"""


def figures() -> Iterator[Figure]:
    """p95 and what was answered within a second, over a workspace that was in use for some weeks."""
    with tempfile.TemporaryDirectory(prefix="qunbi-bench-") as name:
        data = Path(name) / "data"
        data.mkdir()
        _run(data, "-m", "flask", "--app", "wsgi", "lived-in")
        with started([sys.executable, "-m", "app.supervisor"], data) as running:
            token = _run(data, "-c", _ISSUE).strip().splitlines()[-1]
            time.sleep(REST_SECONDS)
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                times = pool.apply(_ask, (running.address, token))
    yield Figure(
        f"API, {PACE} mixed reads a second, p95", quantiles(times, n=20)[18], "ms", "≤", LIMIT_MS
    )
    yield Figure("API, answered", len(times) / SECONDS, "/s", "≥", PACE * 0.99)
    yield Figure("API, not answered well", PACE * SECONDS - len(times), "requests", "≤", 0)


def _run(data: Path, *arguments: str) -> str:
    environment = {"QUNBI_DATA_DIR": str(data), "PATH": "/usr/bin:/bin", "HOME": str(data)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def _ask(address: str, token: str) -> list[float]:
    """Milliseconds of every good answer that was due after the warm-up, from the moment it was due."""
    paths = _paths(address, token)
    due: SimpleQueue[tuple[float, str] | None] = SimpleQueue()
    answered: list[tuple[float, float]] = []
    threads = [threading.Thread(target=_work, args=(address, token, due, answered)) for _ in range(_THREADS)]
    for thread in threads:
        thread.start()
    begin = time.perf_counter() + 0.5
    for number in range(PACE * (WARM_SECONDS + SECONDS)):
        at = begin + number / PACE
        time.sleep(max(0.0, at - time.perf_counter()))
        due.put((at, paths[number % len(paths)]))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    return [milliseconds for at, milliseconds in answered if at >= begin + WARM_SECONDS]


def _work(
    address: str, token: str, due: SimpleQueue[tuple[float, str] | None], answered: list[tuple[float, float]]
) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    while (task := due.get()) is not None:
        at, path = task
        try:
            status = _get(connection, path, token)[0]
        except (OSError, http.client.HTTPException):
            connection.close()
            status = 0
        if status == http.HTTPStatus.OK:
            answered.append((at, (time.perf_counter() - at) * 1000))
    connection.close()


def _get(connection: http.client.HTTPConnection, path: str, token: str) -> tuple[int, bytes]:
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}", "Accept": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def _paths(address: str, token: str) -> Sequence[str]:
    """Lists and single things of the fullest community, as a program that keeps in step would ask for them."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    here = "/api/v1/communities/1"
    items = json.loads(_get(connection, f"{here}/items?limit=20", token)[1])["data"]
    connection.close()
    single = [f"{here}/items/{item['id']}{part}" for item in items for part in ("", "/revisions", "/history")]
    lists = [
        "/api/v1/communities", f"{here}/items?limit=20", f"{here}/items?limit=50", f"{here}/personas",
        f"{here}/columns", f"{here}/review", f"{here}/exports", f"{here}/drafting-runs", "/api/v1/export-targets",
    ]
    return [path for pair in zip(single, lists * (len(single) // len(lists) + 1), strict=False) for path in pair]
