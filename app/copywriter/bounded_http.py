"""A network connection that keeps to a budget of time and bytes for the whole answer.

An ordinary read time-out starts anew with every byte, so that a slow drip holds a worker for as long as it likes.
Here each read is given only what is left of the call's budget, from the first look-up to the last byte.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

_SocketOptions = Iterable[Any]


class AnswerTooLarge(Exception):
    """The answer is larger than the call may read, or packed so that its size cannot be known."""


class Budget:
    """What one call may still spend."""

    def __init__(self, seconds: float, size: int) -> None:
        self._deadline = time.monotonic() + seconds
        self._bytes_left = size

    def seconds_left(self) -> float:
        """Seconds until the deadline. Raises ReadTimeout when there are none."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the call's time is used up")
        return left

    def spend(self, size: int) -> None:
        """Count `size` bytes that were read. Raises AnswerTooLarge."""
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise AnswerTooLarge


_budget: ContextVar[Budget] = ContextVar("budget")


@contextmanager
def within(seconds: float, size: int) -> Iterator[None]:
    """Everything a BoundedTransport does in this block ends within `seconds` and reads at most `size` bytes."""
    token = _budget.set(Budget(seconds, size))
    try:
        yield
    finally:
        _budget.reset(token)


class BoundedTransport(httpx2.HTTPTransport):
    """HTTP/1.1 within the budget of the caller's `within`; at most `connections` at a time, none kept open.

    A model works for seconds, so a fresh connection costs nothing noticeable, while a kept one may have died
    unseen and would fail the next call.
    """

    def __init__(self, connections: int) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=0,
            network_backend=_BoundedBackend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response. Raises AnswerTooLarge for a packed one, whose few bytes may unfold without end."""
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise AnswerTooLarge
        return response


class _BoundedBackend(httpcore2.NetworkBackend):
    def __init__(self) -> None:
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore2.NetworkStream:
        left = _budget.get().seconds_left()
        return _BoundedStream(self._backend.connect_tcp(host, port, left, local_address, socket_options))


class _BoundedStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = _budget.get()
        data = self._stream.read(max_bytes, budget.seconds_left())
        budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _budget.get().seconds_left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        left = _budget.get().seconds_left()
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
