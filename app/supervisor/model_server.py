"""A GGUF file as the endpoint that writes: llama.cpp's server in a child, on loopback, with a key of its own.

The package that brings the server is large and optional (requirements-local.txt); only that child imports it.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr

from app.core.settings import Settings
from app.supervisor.notices import Notice, StartRefused
from content_calendar.message import Message

HOST = "127.0.0.1"
CONTEXT_TOKENS = 8192
"""What one conversation may hold: prompt, facts, what was said lately, and the answer."""
MOST_CONVERSATIONS = 8
SECONDS_A_CALL = 120.0
"""Total time of one call unless the setting says otherwise: a processor writes slower than a data centre."""

_PACKAGE = "xllamacpp"
_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """The file, the port kept for its server, the key its callers show, and how many conversations it holds at once."""

    file: Path
    port: int
    conversations: int
    key: str = field(repr=False)

    @property
    def name(self) -> str:
        """What drafts remember as their model."""
        return self.file.stem


@contextmanager
def local_model(settings: Settings) -> Iterator[LocalModel | None]:
    """The model that LOCAL_MODEL names, with a port that stays its own in the block; None without one.

    Raises StartRefused.
    """
    if settings.local_model is None:
        yield None
        return
    _check(settings.local_model)
    # Bound but not listening: it keeps others from the port, also while the server is being started again.
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        place.bind((HOST, 0))
        conversations = min(settings.workers * _hands(settings), MOST_CONVERSATIONS)
        yield LocalModel(settings.local_model, place.getsockname()[1], conversations, secrets.token_urlsafe(32))


def written_by(model: LocalModel | None, settings: Settings) -> Settings:
    """`settings` whose drafts are written by `model`, if there is one."""
    if model is None:
        return settings
    patience = {} if "model_timeout_seconds" in settings.model_fields_set else {"model_timeout_seconds": SECONDS_A_CALL}
    own = {
        "openai_base_url": f"http://{HOST}:{model.port}/v1",
        "openai_model": model.name,
        "openai_api_key": SecretStr(model.key),
        "model_concurrency": _hands(settings),
    }
    return settings.model_copy(update=own | patience)


def _hands(settings: Settings) -> int:
    """How many calls a worker makes at once; more than one gains little on a processor, so it has to be asked for."""
    return settings.model_concurrency if "model_concurrency" in settings.model_fields_set else 1


def serve(model: LocalModel) -> None:
    """Answer on the model's port until the process is ended. Raises RuntimeError when the file cannot be loaded."""
    llama = import_module(_PACKAGE)
    params = llama.CommonParams()
    params.model.path = str(model.file)
    params.model_alias = {model.name}
    params.n_parallel = model.conversations
    params.n_ctx = model.conversations * CONTEXT_TOKENS
    # One core is left to the pages while a text is written: threads that wait for each other crawl on shared cores.
    cores = os.cpu_count() or 1
    params.cpuparams.n_threads, params.cpuparams_batch.n_threads = max(1, cores - 1), cores
    params.hostnames, params.port, params.reuse_port = [HOST], model.port, True
    params.api_keys = [model.key]
    params.offline = True
    params.ui = params.endpoint_slots = False
    params.cors_origins = ""
    # The prompts of one library share their beginning, which each conversation keeps without a second store.
    params.cache_ram_mib, params.cache_idle_slots = 0, False
    # Small models fall into saying one thing for ever, so the server makes each repetition less likely.
    params.sampling.penalty_repeat, params.sampling.penalty_last_n = 1.1, 256
    params.sampling.dry_multiplier, params.sampling.dry_penalty_last_n = 0.8, 1024
    server = llama.Server(params)
    while server is not None:
        signal.pause()


def answers(model: LocalModel) -> bool:
    """Whether the file is loaded and its server answers."""
    connection = HTTPConnection(HOST, model.port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _check(file: Path) -> None:
    """What can be known before a server is started. Raises StartRefused."""
    try:
        with file.open("rb") as opened:
            magic = opened.read(len(_MAGIC))
    except OSError as error:
        words = {"file": file, "cause": error.strerror or str(error)}
        raise StartRefused(Message(Notice.MODEL_UNREADABLE, words)) from error
    if magic != _MAGIC:
        raise StartRefused(Message(Notice.MODEL_NOT_GGUF, {"file": file}))
    if find_spec(_PACKAGE) is None:
        raise StartRefused(Message(Notice.MODEL_SERVER_MISSING, {"package": _PACKAGE}))
