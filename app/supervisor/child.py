"""A child as the supervisor sees it: asked to end once, killed when it must be, started again after a pause."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.supervisor.fork import Closeable, fork_child

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
_HEALTHY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Role:
    """What a child does, and how many seconds it may take to end once asked."""

    name: str
    run: Callable[[], None]
    grace_seconds: float


def pause_seconds(crashes: int) -> float:
    """How long to wait after the n-th crash in a row: doubling from half a second to thirty."""
    return min(FIRST_PAUSE_SECONDS * 2.0 ** min(crashes - 1, 16), LONGEST_PAUSE_SECONDS)


class Child:
    """One role and the process that plays it now, if any; times are those of the monotonic clock."""

    def __init__(self, role: Role, log: Path, leave: Iterable[Closeable]) -> None:
        self.role = role
        self.log = log
        self.due = 0.0
        self.pid: int | None = None
        self._leave = tuple(leave)
        self._crashes = 0
        self._since = 0.0

    def start(self) -> None:
        """Play the role in a new process."""
        self.pid = fork_child(self.role.name, self.role.run, self.log, self._leave)
        self._since = time.monotonic()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if there is one; it cannot hit a stranger, since we have not reaped it yet."""
        if self.pid is not None:
            os.kill(self.pid, number)

    def ended(self) -> int | None:
        """The exit code once the process has ended (negative: the signal that ended it), None while it runs."""
        if self.pid is None:
            return None
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            return None
        self.pid = None
        return os.waitstatus_to_exitcode(status)

    def expect_again(self) -> float:
        """Plan the next start after a crash; the pause in seconds, short again after a minute of health."""
        lived = time.monotonic() - self._since
        self._crashes = 1 if lived > _HEALTHY_SECONDS else self._crashes + 1
        pause = pause_seconds(self._crashes)
        self.due = time.monotonic() + pause
        return pause

    def is_due(self) -> bool:
        """Whether it should be started now."""
        return self.pid is None and self.due <= time.monotonic()
