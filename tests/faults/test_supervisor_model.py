"""The local model under the supervisor: what is refused before a start, and that nothing starts before it answers."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.core.settings import Settings
from app.supervisor.child import Child, Role
from app.supervisor.model_server import LocalModel, answers, local_model, written_by
from app.supervisor.model_start import start_model
from app.supervisor.notices import Notice, StartRefused
from content_calendar.message import Message


def settings(folder: Path, file: Path, **more: object) -> Settings:
    return Settings.model_validate({"data_dir": folder, "local_model": file, **more})


def refusal(settings: Settings) -> Message:
    with pytest.raises(StartRefused, match="LOCAL_MODEL") as caught, local_model(settings):
        pass
    return caught.value.message


def test_an_absent_file_or_a_folder_is_told_with_its_path(tmp_path: Path) -> None:
    for place in (tmp_path / "none.gguf", tmp_path):
        message = refusal(settings(tmp_path, place))
        assert message.code is Notice.MODEL_UNREADABLE
        assert str(place) in message.text("zh")


def test_a_file_of_another_kind_is_told(tmp_path: Path) -> None:
    (tmp_path / "page.gguf").write_text("<!doctype html>")
    assert refusal(settings(tmp_path, tmp_path / "page.gguf")).code is Notice.MODEL_NOT_GGUF


def test_a_missing_model_server_is_told_with_the_way_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.supervisor.model_server._PACKAGE", "no_such_package")
    (tmp_path / "small.gguf").write_bytes(b"GGUF")
    assert "requirements-local.txt" in refusal(settings(tmp_path, tmp_path / "small.gguf")).text("zh")


def test_without_a_model_file_nothing_changes(tmp_path: Path) -> None:
    plain = Settings(data_dir=tmp_path)
    with local_model(plain) as model:
        assert model is None
        assert written_by(model, plain) is plain


def test_workers_write_through_the_file_with_a_key_of_their_own(tmp_path: Path) -> None:
    own = settings(tmp_path, tmp_path / "small.gguf")
    used = written_by(LocalModel(tmp_path / "small.gguf", 1234, 2, "sesame"), own)
    assert used.model_configured
    assert (used.openai_base_url, used.openai_model) == ("http://127.0.0.1:1234/v1", "small")
    assert used.openai_api_key is not None
    assert used.openai_api_key.get_secret_value() == "sesame"
    assert (used.model_concurrency, used.model_timeout_seconds) == (1, 120)


def test_what_was_asked_for_is_left_as_it_is(tmp_path: Path) -> None:
    own = settings(tmp_path, tmp_path / "small.gguf", model_timeout_seconds=20, model_concurrency=3)
    used = written_by(LocalModel(tmp_path / "small.gguf", 1234, 2, "sesame"), own)
    assert (used.model_concurrency, used.model_timeout_seconds) == (3, 20)


class Starting:
    """A stand-in for the model's server, and what the console heard."""

    def __init__(self, folder: Path, model: LocalModel) -> None:
        self.model = model
        self.log = folder / "model.log"
        self.said: list[Message] = []
        self.pauses = 0
        self.child: Child | None = None

    def start(self, role: Role, *, pauses: int = 1000) -> None:
        self.child = Child(role, self.log, [])
        self._left = pauses
        start_model(self.child, self.model, self._pause, self.said.append)

    def _pause(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise KeyboardInterrupt
        time.sleep(0.01)


@pytest.fixture
def starting(tmp_path: Path) -> Iterator[Starting]:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as free:
        port = int(free.server_address[1])
    starting = Starting(tmp_path, LocalModel(tmp_path / "small.gguf", port, 1, "sesame"))
    yield starting
    if starting.child:
        starting.child.send(signal.SIGKILL)


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()


def test_the_start_goes_on_when_the_model_answers(starting: Starting) -> None:
    starting.start(Role("model", lambda: HTTPServer(("127.0.0.1", starting.model.port), Healthy).serve_forever(), 5))
    assert answers(starting.model)
    assert [message.code for message in starting.said] == [Notice.MODEL_LOADING]
    assert not answers(replace(starting.model, port=1))


def test_a_file_that_cannot_be_loaded_is_told_in_the_loaders_words(starting: Starting) -> None:
    starting.log.write_text("error loading model: an older complaint\n")

    def complain() -> None:
        sys.stderr.write("0.1 E llama_model_load: error loading model: tensor 'a' is not within the file\nbye\n")
        sys.exit(1)

    with pytest.raises(StartRefused, match=r"small\.gguf.*\(tensor 'a' is not within the file\)"):
        starting.start(Role("model", complain, 5))


def test_a_model_too_large_for_the_machine_is_told(starting: Starting) -> None:
    with pytest.raises(StartRefused, match=r"\(SIGKILL\).*memory"):
        starting.start(Role("model", lambda: signal.raise_signal(signal.SIGKILL), 5))


def test_whoever_ends_the_waiting_leaves_no_model_running(starting: Starting) -> None:
    with pytest.raises(KeyboardInterrupt):
        starting.start(Role("model", signal.pause, 5), pauses=3)
    assert starting.child is not None
    until = time.monotonic() + 5
    while (code := starting.child.ended()) is None and time.monotonic() < until:
        time.sleep(0.01)
    assert code == -signal.SIGKILL
