"""Real worker processes, forked from one that never opened a connection or a thread."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from app.core.settings import Settings

_PATIENCE_SECONDS = 60
_CLEAN = multiprocessing.get_context("forkserver")
_CLEAN.set_forkserver_preload(["tests.preloaded"])


def work_off(settings: Settings) -> None:
    """Let a worker do everything that is queued; returns when it has ended."""
    with worker(settings, burst=True) as process:
        process.join(_PATIENCE_SECONDS)
        assert process.exitcode == 0


@contextmanager
def worker(settings: Settings, *, burst: bool = False) -> Iterator[BaseProcess]:
    """A worker that is killed at the end of the block, if it still runs."""
    process = _CLEAN.Process(target=_work, args=(settings, burst))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _work(settings: Settings, burst: bool) -> None:
    from app import create_app
    from app.core.worker import work

    assert settings.redis_url is not None
    work(create_app(settings), settings.redis_url, burst=burst)
