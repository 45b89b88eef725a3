"""Stand-in children under the real keeper: restarts with growing pauses, and an orderly end that asks each once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.signals import SignalInbox
from app.supervisor.child import Child, Role, pause_seconds
from app.supervisor.keeper import ENDING, Keeper
from app.supervisor.notices import Notice
from content_calendar.message import Message

ME = os.getpid


def rest() -> None:
    while True:
        signal.pause()


class Stand:
    """A keeper over stand-in children, with what it said."""

    def __init__(self, folder: Path, inbox: SignalInbox) -> None:
        self.folder = folder
        self.said: list[Message] = []
        self._inbox = inbox

    def keeper(self, *stages: list[Role]) -> Keeper:
        logs = self.folder
        children = [[Child(role, logs / f"{role.name}.log", [self._inbox]) for role in stage] for stage in stages]
        self.children = [child for stage in children for child in stage]
        return Keeper(children, self._inbox, self.said.append)

    def codes(self) -> list[str]:
        return [message.code for message in self.said]

    def note(self, words: str) -> None:
        with (self.folder / "notes").open("a") as file:
            file.write(words + "\n")

    def notes(self) -> list[str]:
        path = self.folder / "notes"
        return path.read_text().splitlines() if path.exists() else []

    def until_noted(self, *words: str) -> None:
        until = time.monotonic() + 10
        while not set(words) <= set(self.notes()):
            assert time.monotonic() < until, self.notes()
            time.sleep(0.01)

    def polite(self, name: str, *, grace: float = 10) -> Role:
        """Notes its start and each request to end, and ends at the first."""

        def asked(*_: object) -> None:
            self.note(f"{name} asked")
            sys.exit(0)

        return self._role(name, asked, grace)

    def deaf(self, name: str, *, grace: float = 10) -> Role:
        """Notes each request to end and goes on."""
        return self._role(name, lambda *_: self.note(f"{name} asked"), grace)

    def _role(self, name: str, asked: Callable[..., None], grace: float) -> Role:
        def run() -> None:
            signal.signal(signal.SIGTERM, asked)
            self.note(f"{name} runs")
            rest()

        return Role(name, run, grace)


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """Under a keeper that looks more often, and is sooner out of patience with the third request to end."""
    monkeypatch.setattr("app.supervisor.keeper._TICK_SECONDS", 0.02)
    monkeypatch.setattr("app.supervisor.keeper._HASTE_SECONDS", 0.1)
    with SignalInbox(*ENDING, signal.SIGCHLD) as inbox:
        stand = Stand(tmp_path, inbox)
        yield stand
        for child in stand.children:
            child.send(signal.SIGKILL)


def test_the_pause_doubles_up_to_half_a_minute() -> None:
    assert [pause_seconds(crash) for crash in (1, 2, 3, 4, 7, 8, 10_000)] == [0.5, 1, 2, 4, 30, 30, 30]


def test_a_crashed_child_comes_back_and_the_console_says_why(stand: Stand) -> None:
    def crash_once() -> None:
        stand.note("runs")
        if len(stand.notes()) == 1:
            raise RuntimeError("the disk is full")
        rest()

    keeper = stand.keeper([Role("clerk", crash_once, 5)])
    keeper.start()
    keeper.watch([lambda: os.kill(ME(), signal.SIGTERM) if len(stand.notes()) == 2 else None])
    keeper.stop()
    assert stand.codes() == [Notice.CRASHED, Notice.RESTARTED]
    assert "clerk" in stand.said[0].text("zh")
    assert "exit 1" in stand.said[0].text("zh")
    assert "the disk is full" in stand.said[0].text("zh")


def test_a_killed_child_comes_back(stand: Stand) -> None:
    def once() -> None:
        stand.note("runs")
        if len(stand.notes()) == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        rest()

    keeper = stand.keeper([Role("clerk", once, 5)])
    keeper.start()
    keeper.watch([lambda: os.kill(ME(), signal.SIGINT) if len(stand.notes()) == 2 else None])
    keeper.stop()
    assert "SIGKILL" in stand.said[0].text("en")


def test_pauses_grow_while_it_keeps_crashing(stand: Stand) -> None:
    keeper = stand.keeper([Role("clerk", lambda: sys.exit(3), 5)])
    keeper.start()
    keeper.watch([lambda: os.kill(ME(), signal.SIGTERM) if stand.codes().count(Notice.CRASHED) == 2 else None])
    assert [message.params["seconds"] for message in stand.said if message.code is Notice.CRASHED] == [0.5, 1.0]


def test_each_child_is_asked_once_stage_by_stage(stand: Stand) -> None:
    keeper = stand.keeper(
        [stand.polite("worker-1"), stand.polite("worker-2")], [stand.polite("scheduler")], [stand.polite("web")]
    )
    keeper.start()
    stand.until_noted("web runs", "scheduler runs", "worker-1 runs", "worker-2 runs")
    keeper.stop()
    assert sorted(stand.notes()[4:6]) == ["worker-1 asked", "worker-2 asked"]
    assert stand.notes()[6:] == ["scheduler asked", "web asked"]
    assert stand.said == []


def test_who_does_not_end_in_time_is_killed_without_being_asked_again(stand: Stand) -> None:
    keeper = stand.keeper([stand.deaf("worker", grace=0.3)], [stand.polite("web")])
    keeper.start()
    stand.until_noted("worker runs", "web runs")
    keeper.stop()
    assert stand.notes()[2:] == ["worker asked", "web asked"]
    assert stand.codes() == [Notice.KILLED]


def test_a_second_ctrl_c_is_explained_and_a_third_ends_at_once(stand: Stand) -> None:
    keeper = stand.keeper([stand.deaf("worker", grace=60)], [stand.polite("web")])
    keeper.start()
    stand.until_noted("worker runs", "web runs")
    said = stand.said.append

    def press_again(message: Message) -> None:
        said(message)
        if message.code is Notice.STILL_STOPPING:
            os.kill(ME(), signal.SIGINT)

    keeper._say = press_again
    os.kill(ME(), signal.SIGINT)
    keeper.stop()
    assert stand.codes() == [Notice.STILL_STOPPING, Notice.KILLED]
    assert "worker" in stand.said[0].text("zh")
    assert stand.notes().count("worker asked") == 1


def test_a_child_hears_nothing_of_the_terminal(stand: Stand) -> None:
    keeper = stand.keeper([stand.polite("worker")])
    keeper.start()
    stand.until_noted("worker runs")
    child = stand.children[0].pid
    assert child is not None
    assert os.getsid(child) == child
    keeper.stop()


ORPHANS = """
import pathlib, signal, sys
from app.core.signals import SignalInbox
from app.supervisor.child import Child, Role
from app.supervisor.keeper import Keeper

def rest():
    print("runs", flush=True)
    while True: signal.pause()

with SignalInbox(signal.SIGCHLD) as inbox:
    child = Child(Role("clerk", rest, 5), pathlib.Path(sys.argv[1]), [inbox])
    Keeper([[child]], inbox, print).start()
    print(child.pid, flush=True)
    signal.pause()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANS, str(tmp_path / "log")], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().decode().strip()
        assert child.exists()
        parent.kill()
    until = time.monotonic() + 5
    while child.exists() and ") Z" not in (child / "stat").read_text():
        assert time.monotonic() < until
        time.sleep(0.01)
