"""The preparation runs in a child, so that the supervisor itself never holds a connection to the database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from flask import Flask

from app.cli.prepare import DatabaseRefused, Prepared, prepare
from app.supervisor.fork import Closeable, fork_child
from app.supervisor.logs import last_line, log_path
from app.supervisor.notices import Notice, StartRefused
from content_calendar.message import Message

_NAME = "prepare"


def prepare_in_child(app: Flask, logs: Path, leave: Iterable[Closeable]) -> Prepared:
    """What the child prepared. Raises StartRefused when it could not."""
    reader, writer = os.pipe()
    log = log_path(logs, _NAME)
    pid = fork_child(_NAME, lambda: _tell(app, writer), log, leave)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as file:
        answer = file.read()
    os.waitpid(pid, 0)
    if not answer:
        raise StartRefused(Message(Notice.NOT_PREPARED, {"cause": last_line(log), "log": log}))
    words = json.loads(answer)
    if "refused" in words:
        raise StartRefused(Message(Notice.FAULT, {"words": words["refused"]}))
    return Prepared(**words)


def _tell(app: Flask, writer: int) -> None:
    try:
        answer = asdict(prepare(app))
    except DatabaseRefused as error:
        answer = {"refused": str(error)}
    with os.fdopen(writer, "w", encoding="utf-8") as file:
        json.dump(answer, file)
