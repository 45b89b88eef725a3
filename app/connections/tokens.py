"""Tokens that a preparatory call brought, kept for as long as they serve: sealed, in the queue server's memory.

Losing one costs a call, so that an unreachable server is no trouble.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta

from redis.exceptions import RedisError

from app.core.queue import redis_connection
from app.core.sealing import SealBroken, seal, unseal
from app.core.settings import Settings
from content_calendar.exporters.push.target import Token

_MARGIN = timedelta(minutes=5)
"""A token is fetched anew this long before it ends."""


def kept(name: str, settings: Settings) -> str:
    """The token called `name`; "" when there is none."""
    try:
        sealed = redis_connection().get(_key(name))
        return unseal(sealed.decode("ascii"), settings) if isinstance(sealed, bytes) else ""
    except (RedisError, SealBroken):
        return ""


def keep(name: str, token: Token, settings: Settings) -> None:
    seconds = int((token.lasts - _MARGIN).total_seconds())
    if seconds > 0:
        with contextlib.suppress(RedisError):
            redis_connection().set(_key(name), seal(token.value, settings), ex=seconds)


def forget(name: str) -> None:
    with contextlib.suppress(RedisError):
        redis_connection().delete(_key(name))


def _key(name: str) -> str:
    return f"qunbi:push-token:{name}"
