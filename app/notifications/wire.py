"""What the messengers do on the network, held to our rules: judged, bounded and listened to.

The messengers open connections by themselves. Python announces each of them, with the very address it leads to, just
before it is made; there it is judged, so that no name can change its meaning in between. Their HTTP goes through a
session that follows no redirect, asks no proxy of the environment and reads a bounded answer, which is kept: several
services answer 200 whatever happens and say in the text what is wrong.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from app.core.outbound import Network, may_be_reached

REPLY_BYTES = 64 * 1024


class ConnectionRefusedByUs(OSError):
    """An OSError, so that whoever opened the socket closes it; the next address of the name is judged in its turn."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    text: bytes


@dataclass
class Talk:
    """One conversation of this thread with whatever is behind an address."""

    networks: tuple[Network, ...]
    refused: str = ""
    replies: list[Reply] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What a messenger said about it, newest last; may hold secrets."""


_talk: ContextVar[Talk | None] = ContextVar("talk", default=None)


@contextmanager
def listening(networks: tuple[Network, ...]) -> Iterator[Talk]:
    """Every connection this thread makes in the block is judged, and what is said is kept."""
    talk = Talk(networks)
    token = _talk.set(talk)
    try:
        yield talk
    finally:
        _talk.reset(token)


def _judge(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "socket.connect":
        return
    talk = _talk.get()
    if talk is not None and not _is_open(arguments[1], talk.networks):
        talk.refused = str(arguments[1])
        raise ConnectionRefusedByUs(talk.refused)


def _is_open(address: object, networks: tuple[Network, ...]) -> bool:
    """Sockets of this machine that are files lead nowhere a message should go."""
    return isinstance(address, tuple) and may_be_reached(str(address[0]), networks)


class _Adapter(HTTPAdapter):
    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(*args, **kwargs | {"stream": True, "proxies": {}})
        text = response.raw.read(REPLY_BYTES, decode_content=True)
        response.close()
        response._content = text  # noqa: SLF001 - the library knows no other way to hand in what was read
        if (talk := _talk.get()) is not None:
            talk.replies.append(Reply(response.status_code, text))
        return response


class _Session(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        return super().send(request, **kwargs | {"allow_redirects": False})


class _Ear(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if (talk := _talk.get()) is not None:
            talk.remarks.append(record.getMessage())


def _listen() -> None:
    """Once per process. What the messengers log holds addresses and passwords: it is heard here and goes no further."""
    sys.addaudithook(_judge)
    requests.sessions.Session = _Session  # type: ignore[misc]  # they call requests.post, which takes it from there
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.DEBUG)
    logger.addHandler(_Ear())


_listen()
