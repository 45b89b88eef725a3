"""The whole service under its supervisor, as `make run` starts it, in a folder and on a port of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

ROOT = Path(__file__).parents[2]
JOB = "tests.faults.stand_in_jobs.work_a_while"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def until(reached: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end
        time.sleep(0.02)


def start(folder: Path, **variables: str) -> subprocess.Popen[str]:
    own = {"QUNBI_DATA_DIR": str(folder), "QUNBI_WORKERS": "1", "HOME": "", "PATH": os.environ["PATH"]}
    return subprocess.Popen(
        [sys.executable, "-m", "app.supervisor"],
        cwd=ROOT,
        env=own | {"PYTHONUNBUFFERED": "1"} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def refusal(folder: Path, **variables: str) -> tuple[int, str]:
    """The exit code and the words of a start that must not succeed."""
    with start(folder, **variables) as process:
        words, _ = process.communicate(timeout=60)
    return process.returncode, words


class Service:
    """A running service: its console so far, its children by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = start(folder, PORT=str(self.port))
        self.console = ""
        self.hear("Ctrl-C")

    def hear(self, words: str) -> str:
        """The next console line with `words` in it."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.console += line
            if words in line:
                return line
        with self.process:
            raise AssertionError(self.console)

    def status(self, path: str = "/sign-in") -> int:
        try:
            with urlopen(f"{self.address}{path}", timeout=20) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def child(self, name: str) -> int:
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = entry.read_text()
            except OSError:
                continue
            head, _, rest = words.rpartition(")")
            if rest.split()[1] == str(self.process.pid) and head.endswith(f"(qunbi {name}"):
                return int(entry.parent.name)
        raise AssertionError(name)

    def server(self) -> Redis:
        return Redis.from_url(f"unix://{self.folder}/valkey/valkey.sock")

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        words, _ = self.process.communicate(timeout=60)
        self.console += words
        return self.process.returncode


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("service"))
    yield service
    if service.process.poll() is None:
        service.end()
    with service.process:
        pass


def test_it_serves_pages_and_prints_a_link_that_signs_in(service: Service) -> None:
    assert service.status() == 200
    link = re.search(r"http://\S+/sign-in/\S+", service.console)
    assert link is not None
    assert service.status(link.group().removeprefix(service.address)) == 200


def test_a_second_start_on_the_same_data_says_so_and_harms_nothing(service: Service) -> None:
    code, words = refusal(service.folder, PORT=str(free_port()))
    assert code == 1
    assert str(service.process.pid) in words
    assert service.address in words
    assert len(words.splitlines()) == 1
    assert service.status() == 200


def test_another_instance_on_a_taken_port_names_a_free_one(service: Service, tmp_path: Path) -> None:
    code, words = refusal(tmp_path, PORT=str(service.port), QUNBI_LANGUAGE="en")
    assert code == 1
    suggested = re.search(r"PORT=(\d+) make run", words)
    assert suggested is not None
    assert int(suggested.group(1)) != service.port
    assert len(words.splitlines()) == 1
    assert not (tmp_path / "valkey").exists()


def test_a_killed_web_server_comes_back_and_no_request_is_refused(service: Service) -> None:
    before = service.child("web")
    os.kill(before, signal.SIGKILL)
    assert service.status() == 200
    assert "SIGKILL" in service.hear("web ")
    service.hear("web ")
    assert service.child("web") != before


def test_a_killed_queue_server_is_healed(service: Service) -> None:
    with service.server() as server:
        os.kill(int(server.info("server")["process_id"]), signal.SIGKILL)
    service.hear("Valkey")
    with service.server() as server:
        assert server.ping()


def test_a_killed_worker_takes_its_job_along_and_comes_back(service: Service, tmp_path: Path) -> None:
    with service.server() as server:
        Queue("default", connection=server, serializer=JSONSerializer).enqueue(JOB, str(tmp_path), 30)
    until((tmp_path / "began").exists)
    until(lambda: bool((tmp_path / "began").read_text()))
    horse = Path("/proc", (tmp_path / "began").read_text())
    os.kill(service.child("worker"), signal.SIGKILL)
    service.hear("worker ")
    service.hear("worker ")
    until(lambda: not horse.exists())


def test_ctrl_c_lets_the_job_at_hand_finish_and_leaves_nothing_behind(service: Service, tmp_path: Path) -> None:
    with service.server() as server:
        Queue("default", connection=server, serializer=JSONSerializer).enqueue(JOB, str(tmp_path), 0.5)
    until((tmp_path / "began").exists)
    assert service.end() == 0
    assert (tmp_path / "ended").read_text() == "app"
    assert not (service.folder / "valkey" / "valkey.sock").exists()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", service.port)).close()
    assert "Traceback" not in service.console


def test_the_service_starts_again_on_the_data_it_left(service: Service) -> None:
    again = Service(service.folder)
    with again.process:
        assert again.status() == 200
        assert again.end() == 0


def test_a_wrong_setting_stops_the_start_with_one_line(tmp_path: Path) -> None:
    code, words = refusal(tmp_path, PORT="abc")
    assert code == 2
    assert words.startswith("PORT='abc' ")
    assert len(words.splitlines()) == 1


def test_a_start_that_fails_half_way_leaves_nothing_running(tmp_path: Path) -> None:
    (tmp_path / "qunbi.db").write_text("This is no database. " * 200)
    code, words = refusal(tmp_path, PORT=str(free_port()))
    assert code == 1
    assert "DATABASE_URL" in words
    assert "Traceback" not in words
    assert not (tmp_path / "valkey" / "valkey.sock").exists()
