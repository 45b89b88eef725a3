"""What the whole service costs at rest: web, worker, scheduler, supervisor and the built-in queue server.

    python -m benchmarks.memory [--json FILE]

Proportional set size, so that pages shared between processes count once. Baseline is the same web process, worker and
queue server started separately, each importing the application for itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from benchmarks.report import Figure, asked, publish
from benchmarks.stack import ROOT, memory, started, stop

LIMIT_MB = 300.0
REST_SECONDS = 20
PAGES = 20


def main() -> None:
    """Measure and publish."""
    arguments = asked("Memory of the whole service at rest.")
    with tempfile.TemporaryDirectory(prefix="qunbi-bench-") as name:
        whole = _whole(Path(name) / "data")
        separate = _separate(Path(name) / "data")
    figure = Figure("whole service, peak at rest", whole, "MB", "≤", LIMIT_MB, separate, "separate processes")
    publish("Memory at rest", [figure], arguments.json)


def _whole(data: Path) -> float:
    with started([sys.executable, "-m", "app.supervisor"], data) as running:
        _visit(running.address)
        return _peak([running.process.pid, *_queue_servers(data)])


def _separate(data: Path) -> float:
    """The same parts without a common parent, on the same data, with the queue server of their own."""
    from app.core import embedded_valkey

    address = embedded_valkey.ensure_running(data)
    variables = {"REDIS_URL": address}
    waitress = "import os, waitress, wsgi; waitress.serve(wsgi.app, listen='127.0.0.1:' + os.environ['PORT'])"
    try:
        with started([sys.executable, "-c", waitress], data, variables=variables) as web:
            _visit(web.address)
            environment = {**psutil.Process(web.process.pid).environ()}
            worker = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], cwd=ROOT, env=environment,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )
            try:
                return _peak([web.process.pid, worker.pid, *_queue_servers(data)])
            finally:
                stop(worker)
    finally:
        embedded_valkey.stop(data)


def _visit(address: str) -> None:
    """A few pages, so that what is loaded on first use is there."""
    for _ in range(PAGES):
        urllib.request.urlopen(f"{address}/sign-in", timeout=10).read()


def _queue_servers(data: Path) -> list[int]:
    """Built-in servers run in a session of their own; they are known by working in the data folder."""
    return [
        process.pid
        for process in psutil.process_iter(["name", "cwd"])
        if "valkey" in (process.info["name"] or "") and (process.info["cwd"] or "").startswith(str(data))
    ]


def _peak(pids: list[int]) -> float:
    end = time.monotonic() + REST_SECONDS
    highest = 0.0
    while time.monotonic() < end:
        highest = max(highest, memory(pids))
        time.sleep(1)
    return highest


if __name__ == "__main__":
    main()
