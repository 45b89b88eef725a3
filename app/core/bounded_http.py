"""A network connection that keeps to a budget of time and bytes for the whole answer.

An ordinary read time-out starts anew with every byte, so that a slow drip holds a worker for as long as it likes.
Here each read is given only what is left of the call's budget, from the first look-up to the last byte.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

from app.core.outbound import Network, reachable_addresses

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

    Only the internet and `networks` are connected to. A model works for seconds, so a fresh connection costs nothing
    noticeable, while a kept one may have died unseen and would fail the next call.
    """

    def __init__(self, connections: int, networks: tuple[Network, ...]) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=_certificates(),
            max_connections=connections,
            max_keepalive_connections=0,
            network_backend=_BoundedBackend(networks),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The response. Raises AnswerTooLarge for a packed one, whose few bytes may unfold without end."""
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            response.close()
            raise AnswerTooLarge
        return response


@cache
def _certificates() -> SSLContext:
    """Whom we trust, whatever the environment says; read once, which takes as long as a whole call to a near model."""
    return httpx2.create_ssl_context(trust_env=False)


class _BoundedBackend(httpcore2.NetworkBackend):
    def __init__(self, networks: tuple[Network, ...]) -> None:
        self._backend = httpcore2.SyncBackend()
        self._networks = networks

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _SocketOptions | None = None,
    ) -> httpcore2.NetworkStream:
        """A connection to one of the addresses that `host` has and that may be reached. Raises AddressRefused."""
        *others, last = _addresses(host, port, self._networks)
        for address in others:
            try:
                return self._connected(address, port, local_address, socket_options)
            except httpcore2.ConnectError:
                continue
        return self._connected(last, port, local_address, socket_options)

    def _connected(
        self, address: str, port: int, local_address: str | None, socket_options: _SocketOptions | None
    ) -> httpcore2.NetworkStream:
        left = _budget.get().seconds_left()
        return _BoundedStream(self._backend.connect_tcp(address, port, left, local_address, socket_options))


def _addresses(host: str, port: int, networks: tuple[Network, ...]) -> list[str]:
    try:
        return reachable_addresses(host, port, _budget.get().seconds_left(), networks)
    except TimeoutError as error:
        raise httpcore2.ConnectTimeout(str(error)) from error
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error


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
