"""What the children do."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import waitress  # type: ignore[import-untyped]  # it ships no types
from flask import Flask

from app.core import logging, scheduler, worker
from app.core.queue import JOB_TIMEOUT_SECONDS
from app.core.schedule import PERIODIC
from app.core.settings import Settings
from app.supervisor.child import Role
from app.supervisor.model_server import LocalModel
from app.supervisor.model_server import serve as serve_model

_WORKER_GRACE_SECONDS = JOB_TIMEOUT_SECONDS + 30.0
_GRACE_SECONDS = 10.0


def stages(
    app: Flask, settings: Settings, address: str, listener: socket.socket, model: LocalModel | None
) -> list[list[Role]]:
    """The roles in the order of stopping: jobs, then the scheduler, the pages, and the local model if there is one.

    `address` is the queue server's.
    """

    def inside(work: Callable[[], None], *, serves: bool = False) -> Callable[[], None]:
        def run() -> None:
            logging.configure(settings)
            if not serves:
                listener.close()
            work()

        return run

    names = ["worker"] if settings.workers == 1 else [f"worker-{number + 1}" for number in range(settings.workers)]
    workers = [Role(name, inside(lambda: worker.work(app, address)), _WORKER_GRACE_SECONDS) for name in names]
    periodic = Role("scheduler", inside(lambda: scheduler.run(app, PERIODIC)), _GRACE_SECONDS)
    web = Role("web", inside(lambda: serve(app, settings, listener), serves=True), _GRACE_SECONDS)
    local = [[Role("model", inside(lambda: serve_model(model)), _GRACE_SECONDS)]] if model else []
    return [workers, [periodic], [web], *local]


def serve(app: Flask, settings: Settings, listener: socket.socket) -> None:
    """Answer requests on `listener` until SIGTERM; those being answered get five seconds to finish."""
    signal.signal(signal.SIGTERM, _leave)
    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=settings.web_threads,
        ident=None,
        url_scheme="https" if settings.secure_cookies else "http",
        clear_untrusted_proxy_headers=True,
    )
    server.run()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)
