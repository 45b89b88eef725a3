"""Keeps the children alive with growing pauses, and stops them stage by stage, asking each exactly once.

A second SIGTERM would make an RQ worker drop its job, so nobody is asked twice: who does not end in time is killed.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence

from app.core.signals import SignalInbox
from app.supervisor.child import Child
from app.supervisor.logs import last_line
from app.supervisor.notices import Notice, Say
from content_calendar.message import Message

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_TICK_SECONDS = 1.0
_STOP_TICK_SECONDS = 0.1
_HASTE_SECONDS = 1.0


class Keeper:
    """`stages` are in the order of stopping; starting goes the other way round."""

    def __init__(self, stages: Sequence[Sequence[Child]], inbox: SignalInbox, say: Say) -> None:
        self._stages = stages
        self._children = [child for stage in stages for child in stage]
        self._inbox = inbox
        self._say = say
        self._impatience = 0

    def start(self) -> None:
        """Start every child that does not run yet, the last stage first."""
        for child in reversed(self._children):
            if child.pid is None:
                child.start()

    def watch(self, chores: Sequence[Callable[[], None]] = ()) -> None:
        """Restart whoever ends, until somebody asks for the end; `chores` are done about once a second."""
        while not self._hears_end(self._seconds_to_next()):
            for child in self._children:
                self._look_after(child)
            for chore in chores:
                chore()

    def stop(self) -> None:
        """End all children, stage by stage.

        The next request to end is explained; after the one that follows each has a second left.
        """
        for stage in self._stages:
            for child in stage:
                child.send(signal.SIGTERM)
            self._await(stage)

    def _look_after(self, child: Child) -> None:
        code = child.ended()
        if code is not None:
            seconds = child.expect_again()
            words = {"cause": cause_of(code), "seconds": seconds, "last": last_line(child.log)}
            self._say(Message(Notice.CRASHED, {"name": child.role.name, **words}))
        elif child.is_due():
            child.start()
            self._say(Message(Notice.RESTARTED, {"name": child.role.name, "pid": child.pid}))

    def _await(self, stage: Sequence[Child]) -> None:
        asked = time.monotonic()
        killed: set[str] = set()
        while running := [child for child in stage if child.pid is not None and child.ended() is None]:
            waited = time.monotonic() - asked
            for child in running:
                if child.role.name not in killed and waited > self._patience(child):
                    killed.add(child.role.name)
                    child.send(signal.SIGKILL)
                    self._say(Message(Notice.KILLED, {"name": child.role.name}))
            if self._hears_end(_STOP_TICK_SECONDS):
                self._explain(running)

    def _patience(self, child: Child) -> float:
        return min(child.role.grace_seconds, _HASTE_SECONDS) if self._impatience > 1 else child.role.grace_seconds

    def _explain(self, running: Sequence[Child]) -> None:
        self._impatience += 1
        if self._impatience == 1:
            names = ", ".join(child.role.name for child in running)
            self._say(Message(Notice.STILL_STOPPING, {"names": names}))

    def _hears_end(self, seconds: float) -> bool:
        return not self._inbox.wait(seconds).isdisjoint(ENDING)

    def _seconds_to_next(self) -> float:
        pauses = [child.due - time.monotonic() for child in self._children if child.pid is None]
        return min([_TICK_SECONDS, *pauses])


def cause_of(code: int) -> str:
    """How a child ended, by the code `Child.ended` gave."""
    return signal.Signals(-code).name if code < 0 else f"exit {code}"
