"""What must hold before anything starts: a folder we can write, no other instance in it, and a free port."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import tempfile
from pathlib import Path
from typing import TextIO

from app.supervisor.notices import Notice, StartRefused
from content_calendar.message import Message


def make_writable(folder: Path) -> None:
    """Make `folder` when absent and prove that a file can be written in it. Raises StartRefused."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"qunbi")
            file.flush()
    except OSError as error:
        cause = error.strerror or str(error)
        raise StartRefused(Message(Notice.FOLDER_REFUSED, {"folder": folder, "cause": cause})) from error


def lock_instance(folder: Path, address: str) -> TextIO:
    """The lock of the one instance that may use `folder`; it holds as long as the file stays open. Raises StartRefused.

    The kernel drops the lock with its process, so no crash leaves it behind.
    """
    file = (folder / "instance.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise StartRefused(_already_running(folder, file)) from error
    file.truncate(0)
    json.dump({"pid": os.getpid(), "address": address}, file)
    file.flush()
    return file


def _already_running(folder: Path, file: TextIO) -> Message:
    with file:
        file.seek(0)
        try:
            known = json.loads(file.read())
        except ValueError:
            known = {}
    unknown = {"pid": "?", "address": "?"}
    return Message(Notice.ALREADY_RUNNING, unknown | known | {"folder": folder})


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. The supervisor holds it, so that no request is refused while the web server restarts.

    Raises StartRefused.
    """
    try:
        family, *_rest, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        raise StartRefused(_cannot_listen(host, port, error)) from error


def _cannot_listen(host: str, port: int, error: OSError) -> Message:
    if error.errno == errno.EADDRINUSE:
        return Message(Notice.PORT_TAKEN, {"host": host, "port": port, "free": _free_port(host, port)})
    return Message(Notice.ADDRESS_REFUSED, {"host": host, "port": port, "cause": error.strerror or str(error)})


def _free_port(host: str, taken: int) -> int:
    """The first free port after `taken`, or any free one when the next twenty are taken too."""
    for port in (*range(taken + 1, min(taken + 21, 65536)), 0):
        try:
            with socket.create_server((host, port)) as server:
                return int(server.getsockname()[1])
        except OSError:
            continue
    return taken
