"""The built-in queue server: one however many start it, healed when killed, private to its owner."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from app.core import embedded_valkey
from app.core.embedded_valkey import ValkeyUnavailable, ensure_running, is_running, stop

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    stop(tmp_path)


def server_id(folder: Path) -> int:
    with Redis.from_url(ensure_running(folder)) as server:
        return int(server.info("server")["process_id"])


def kill(process: int, folder: Path) -> None:
    os.kill(process, signal.SIGKILL)
    until = time.monotonic() + 5
    while is_running(folder):
        assert time.monotonic() < until


def test_six_processes_that_start_together_make_one_server(folder: Path) -> None:
    starters = [FORK.Process(target=ensure_running, args=(folder,)) for _ in range(6)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(30)
    assert [starter.exitcode for starter in starters] == [0] * 6
    log = (folder / "valkey" / "valkey.log").read_text()
    assert log.count("Ready to accept connections") == 1


def test_threads_that_start_together_get_one_address(folder: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ensure_running, [folder] * 6))) == 1


def test_a_killed_server_comes_back_with_what_it_knew(folder: Path) -> None:
    with Redis.from_url(ensure_running(folder)) as server:
        server.mset({f"key:{number}": number for number in range(1000)})
        server.waitaof(1, 0, 3000)
    kill(server_id(folder), folder)
    with Redis.from_url(ensure_running(folder)) as server:
        assert server.dbsize() == 1000


def test_a_client_goes_on_with_the_healed_server(folder: Path) -> None:
    with Redis.from_url(ensure_running(folder)) as server:
        server.ping()
        kill(server_id(folder), folder)
        ensure_running(folder)
        assert server.ping()


def test_a_stopped_server_keeps_its_data(folder: Path) -> None:
    with Redis.from_url(ensure_running(folder)) as server:
        server.set("kept", "yes")
    stop(folder)
    assert not is_running(folder)
    with Redis.from_url(ensure_running(folder)) as server:
        assert server.get("kept") == b"yes"


def test_stopping_twice_or_without_a_server_is_harmless(tmp_path: Path) -> None:
    stop(tmp_path)
    assert ensure_running(tmp_path)
    for _ in range(2):
        stop(tmp_path)
        assert not is_running(tmp_path)


def test_stopping_never_waits_for_a_stranger_with_the_same_process_id(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir()
    (tmp_path / "valkey" / "valkey.pid").write_text(str(os.getpid()))
    began = time.monotonic()
    stop(tmp_path)
    assert time.monotonic() - began < 1


def test_only_its_owner_reaches_it(folder: Path) -> None:
    address = ensure_running(folder)
    socket = Path(address.removeprefix("unix://"))
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    with Redis.from_url(address) as server:
        assert server.config_get("port") == {"port": "0"}


def test_it_never_forgets_work_silently(folder: Path) -> None:
    with Redis.from_url(ensure_running(folder)) as server:
        assert server.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert server.config_get("appendonly") == {"appendonly": "yes"}


def test_a_long_path_gets_a_short_private_socket(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 5)
    address = ensure_running(deep)
    try:
        socket = Path(address.removeprefix("unix://"))
        assert len(os.fsencode(socket)) <= 100
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        assert (deep / "valkey" / "appendonlydir").is_dir()
    finally:
        stop(deep)


def test_two_long_paths_get_two_servers(tmp_path: Path) -> None:
    deep = [tmp_path.joinpath(*["a-rather-long-folder-name"] * 5, name) for name in ("one", "two")]
    try:
        assert len({ensure_running(folder) for folder in deep}) == 2
    finally:
        for folder in deep:
            stop(folder)


def test_it_outlives_its_starter(folder: Path) -> None:
    starter = FORK.Process(target=ensure_running, args=(folder,))
    starter.start()
    starter.join(30)
    assert is_running(folder)
    process = server_id(folder)
    assert os.getsid(process) != os.getsid(0)


def test_a_missing_program_names_the_setting_that_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_valkey, "_packaged_binary", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ValkeyUnavailable, match="REDIS_URL"):
        ensure_running(tmp_path / "data")


def test_a_program_of_the_system_serves_where_none_was_packaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = embedded_valkey.server_binary()
    (tmp_path / "redis-server").symlink_to(packaged)
    monkeypatch.setattr(embedded_valkey, "_packaged_binary", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert embedded_valkey.server_binary() == str(tmp_path / "redis-server")


def test_a_program_that_cannot_run_is_told_with_the_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "valkey-server"
    broken.write_text("#!/bin/sh\necho wrong machine\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(embedded_valkey, "_packaged_binary", lambda: str(broken))
    with pytest.raises(ValkeyUnavailable, match="wrong machine"):
        ensure_running(tmp_path / "data")


def test_a_damaged_file_is_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Redis.from_url(ensure_running(tmp_path)) as server:
        server.set("key", "value")
    stop(tmp_path)
    (file,) = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    file.write_bytes(b"garbage\n" + file.read_bytes())
    monkeypatch.setattr(embedded_valkey, "START_SECONDS", 0.5)
    with pytest.raises(ValkeyUnavailable, match="valkey"):
        ensure_running(tmp_path)


def test_a_folder_that_cannot_be_made_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ValkeyUnavailable, match="QUNBI_DATA_DIR"):
        ensure_running(tmp_path / "file")
