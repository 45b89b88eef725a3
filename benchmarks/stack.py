"""The real service as a user starts it, in a folder of its own, for as long as a benchmark needs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
POLL_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Running:
    """A started service: its process, its address and the seconds from the command to the first page."""

    process: subprocess.Popen[bytes]
    address: str
    seconds: float


@contextmanager
def started(
    command: Sequence[str], folder: Path, *, variables: Mapping[str, str] | None = None, cwd: Path = ROOT,
    limit: float = 600.0,
) -> Iterator[Running]:
    """Run `command` with its data in `folder` until it serves the sign-in page; stopped by SIGINT at the end.

    Raises RuntimeError when it ends or stays silent for `limit` seconds.
    """
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("QUNBI_", "OPENAI_"))},
        "PORT": str(port), "QUNBI_DATA_DIR": str(folder), **(variables or {}),
    }
    log = Path(tempfile.mkstemp(prefix="qunbi-bench-", suffix=".log")[1])
    begin = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(process, f"{address}/sign-in", begin + limit, log)
        yield Running(process, address, time.perf_counter() - begin)
    finally:
        stop(process)
        log.unlink(missing_ok=True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and all its children as Ctrl-C would, and by force after half a minute."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def memory(pids: Sequence[int]) -> float:
    """Proportional set size of the processes and all their children, in MB: shared pages count once in total."""
    total = 0
    for pid in pids:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except psutil.NoSuchProcess:
                continue
    return total / 1e6


def _wait(process: subprocess.Popen[bytes], page: str, end: float, log: Path) -> None:
    while time.perf_counter() < end:
        try:
            with urllib.request.urlopen(page, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        if process.poll() is not None:
            raise RuntimeError(f"the service ended before it served a page:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(POLL_SECONDS)
    raise RuntimeError(f"no page in time:\n{log.read_text(errors='replace')[-2000:]}")
