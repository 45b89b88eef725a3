"""The queue server of this run: the one that was named, or the built-in one, healed while we run and stopped last."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

from app.core import embedded_valkey
from app.core.settings import Settings, without_password
from app.supervisor.notices import Notice, Say, StartRefused
from content_calendar.message import Message

_SECONDS = 3
_RETRY_SECONDS = 15.0


@contextmanager
def queue_server(settings: Settings) -> Iterator[str]:
    """The address of a server that answers. Raises StartRefused or ValkeyUnavailable."""
    if settings.redis_url:
        _check(settings.redis_url)
        yield settings.redis_url
        return
    address = embedded_valkey.ensure_running(settings.data_dir)
    try:
        yield address
    finally:
        embedded_valkey.stop(settings.data_dir)


class Healing:
    """Starts the built-in server again when it has died; a server that others run is left to them."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._folder = None if settings.redis_url else settings.data_dir
        self._say = say
        self._not_before = 0.0

    def __call__(self) -> None:
        """Look once; after a failure not again for fifteen seconds."""
        if self._folder is None or time.monotonic() < self._not_before or embedded_valkey.is_running(self._folder):
            return
        try:
            embedded_valkey.ensure_running(self._folder)
        except embedded_valkey.ValkeyUnavailable as error:
            self._not_before = time.monotonic() + _RETRY_SECONDS
            self._say(Message(Notice.FAULT, {"words": error}))
        else:
            self._say(Message(Notice.VALKEY_HEALED))


def _check(address: str) -> None:
    try:
        with Redis.from_url(address, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS) as server:
            server.ping()
    except (RedisError, OSError, ValueError) as error:
        words = {"address": without_password(address), "cause": " ".join(str(error).split())}
        raise StartRefused(Message(Notice.QUEUE_REFUSED, words)) from error
