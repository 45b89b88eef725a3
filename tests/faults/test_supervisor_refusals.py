"""What prevents a start: each cause is told with the setting that helps, and nothing is left half done."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from app.cli.prepare import DatabaseRefused, prepare
from app.core.settings import Settings
from app.supervisor.guards import listen, lock_instance, make_writable
from app.supervisor.logs import last_line, turn_over
from app.supervisor.notices import Notice, StartRefused
from app.supervisor.queue_server import queue_server


def test_a_folder_is_made_when_absent_and_left_clean(tmp_path: Path) -> None:
    make_writable(tmp_path / "new" / "data")
    assert list((tmp_path / "new" / "data").iterdir()) == []


def test_a_file_in_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StartRefused, match="QUNBI_DATA_DIR"):
        make_writable(tmp_path / "data")
    assert (tmp_path / "data").read_text() == "a file"


@pytest.fixture
def _ordinary_user(tmp_path: Path) -> Iterator[None]:
    """Root may write anywhere, so for a moment it is somebody else."""
    tmp_path.chmod(0o500)
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.mark.usefixtures("_ordinary_user")
def test_a_folder_without_the_right_to_write_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="QUNBI_DATA_DIR"):
        make_writable(tmp_path / "data")


def test_the_lock_names_who_holds_it_and_frees_itself(tmp_path: Path) -> None:
    with lock_instance(tmp_path, "http://127.0.0.1:8000"):
        with pytest.raises(StartRefused) as caught:
            lock_instance(tmp_path, "http://127.0.0.1:9000")
        assert caught.value.message.params["pid"] == os.getpid()
        assert caught.value.message.params["address"] == "http://127.0.0.1:8000"
    lock_instance(tmp_path, "http://127.0.0.1:9000").close()


def test_a_lock_file_with_nonsense_in_it_does_not_prevent_a_start(tmp_path: Path) -> None:
    (tmp_path / "instance.lock").write_text('["pid"')
    with lock_instance(tmp_path, "here"), pytest.raises(StartRefused):
        lock_instance(tmp_path, "there")


def test_a_taken_port_is_told_with_a_free_one() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(StartRefused) as caught:
        listen("127.0.0.1", taken.getsockname()[1])
    assert caught.value.message.code is Notice.PORT_TAKEN
    with socket.create_server(("127.0.0.1", int(str(caught.value.message.params["free"])))):
        pass


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_told(host: str) -> None:
    with pytest.raises(StartRefused, match="QUNBI_HOST"):
        listen(host, 8000)


@pytest.mark.parametrize("address", ["redis://:sesame@127.0.0.1:1/0", "unix:///nowhere/redis.sock"])
def test_a_queue_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(StartRefused, match="REDIS_URL") as caught, queue_server(
        Settings(data_dir=tmp_path, redis_url=address)
    ):
        pass
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("address", ["postgresql://ann:sesame@127.0.0.1:1/q", "sqlite:////nowhere/qunbi.db"])
def test_a_database_that_cannot_be_opened_is_told_without_its_password(tmp_path: Path, address: str) -> None:
    with pytest.raises(DatabaseRefused, match="DATABASE_URL") as caught:
        prepare(create_app(Settings(data_dir=tmp_path, database_url=address)))
    assert "sesame" not in str(caught.value)


def test_a_large_log_is_turned_over_and_the_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"old line\n" * 100)
        turn_over(tmp_path, largest=500)
        writer.write(b"new line\n")
    assert log.read_bytes() == b"new line\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"old line\n" * 100


def test_a_small_log_stays(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("a line\n")
    turn_over(tmp_path, largest=500)
    assert (tmp_path / "web.log").read_text() == "a line\n"


def test_the_last_line_with_words_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("first\n" + "x" * 5000 + "\nValueError: 坏了\n\n  \n")
    assert last_line(tmp_path / "a.log") == "ValueError: 坏了"
    assert last_line(tmp_path / "none.log") == "-"
