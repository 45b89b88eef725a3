"""Signals as values: a loop waits for the next one with a time limit instead of being interrupted anywhere."""

from __future__ import annotations

import select
import signal
import socket
from types import TracebackType
from typing import Self


class SignalInbox:
    """Collects the given signals while open; only the main thread may open one.

    The handlers do nothing: the interpreter itself writes the number of each signal into a socket pair.
    """

    def __init__(self, *numbers: signal.Signals) -> None:
        self._numbers = numbers

    def __enter__(self) -> Self:
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.settimeout(0.0)
        self._wakeup_before = signal.set_wakeup_fd(self._writer.fileno())
        self._before = {number: signal.signal(number, lambda *_: None) for number in self._numbers}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._wakeup_before)
        self.close()

    def wait(self, seconds: float) -> set[signal.Signals]:
        """The signals that came, at once or within `seconds`; empty when none did."""
        ready, _, _ = select.select([self._reader], [], [], max(seconds, 0.0))
        return {signal.Signals(number) for number in self._reader.recv(4096)} if ready else set()

    def close(self) -> None:
        """Let go of the sockets; a forked child does this with the inbox of its parent."""
        self._reader.close()
        self._writer.close()
