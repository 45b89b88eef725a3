"""Forking a child: its own session, its own log, and an end no later than its parent's."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn, Protocol

from app.core.parentage import end_with_parent, name_process


class Closeable(Protocol):
    def close(self) -> None:
        """Let go of the descriptor."""


def fork_child(name: str, run: Callable[[], None], log: Path, leave: Iterable[Closeable]) -> int:
    """Run `run` in a child that writes to `log` and does not keep what is in `leave`. Returns its process id."""
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _run(name, run, log, leave, parent)
    return pid


def _run(name: str, run: Callable[[], None], log: Path, leave: Iterable[Closeable], parent: int) -> NoReturn:
    """Never returns into the parent's code: `os._exit` also skips what the parent registered for its own exit."""
    code = 1
    try:
        _settle(name, log, leave, parent)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _settle(name: str, log: Path, leave: Iterable[Closeable], parent: int) -> None:
    # A session of its own keeps the terminal's Ctrl-C away: each child hears of the end once, in its turn.
    os.setsid()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent(signal.SIGTERM, parent)
    name_process(f"qunbi {name}")
    for thing in leave:
        thing.close()
    _write_to(log)


def _write_to(log: Path) -> None:
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor in (1, 2):
        os.dup2(target, descriptor)
    os.close(target)
    # Whatever the parent had put in place of its streams would still write to the parent's console.
    sys.stdout, sys.stderr = (os.fdopen(descriptor, "w", buffering=1, errors="replace") for descriptor in (1, 2))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
