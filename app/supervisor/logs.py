"""The log files of the children: one each, turned over before they fill the disk."""

from __future__ import annotations

import shutil
from pathlib import Path

LARGEST = 10 * 1024 * 1024  # bytes
_TAIL = 4096


def log_path(folder: Path, name: str) -> Path:
    """The log of the child `name`."""
    return folder / f"{name}.log"


def turn_over(folder: Path, largest: int = LARGEST) -> None:
    """Keep one older copy of each log over `largest` bytes and empty it.

    Emptied in place, because a running child keeps its file open; it appends, so it goes on at the start.
    """
    for log in folder.glob("*.log"):
        if log.stat().st_size > largest:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            with log.open("r+b") as file:
                file.truncate(0)


def tail(log: Path) -> str:
    """The end of the log, four kilobytes at most; empty when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _TAIL))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def last_line(log: Path) -> str:
    """The last line with words in it, at most 300 characters; a dash when there is none."""
    return next((line.strip()[:300] for line in reversed(tail(log).splitlines()) if line.strip()), "-")
