"""The process that does periodic work: each function of the list when it is due, one after another.

A function that fails is logged and comes round again; each is idempotent and driven by rows, so a second scheduler
does no harm and a missed turn loses nothing.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Sequence
from importlib import import_module
from uuid import uuid4

import structlog
from flask import Flask

from app.core.origins import job_at_work
from app.core.schedule import Periodic
from app.core.signals import SignalInbox

_LONGEST_WAIT_SECONDS = 60.0

log = structlog.get_logger(__name__)


def run(app: Flask, entries: Sequence[Periodic]) -> None:
    """Do what is due until SIGTERM or SIGINT; the function at work is finished first."""
    due = dict.fromkeys(entries, time.monotonic())
    with SignalInbox(signal.SIGTERM, signal.SIGINT) as inbox:
        while not inbox.wait(min([_LONGEST_WAIT_SECONDS, *(moment - time.monotonic() for moment in due.values())])):
            for entry in [entry for entry, moment in due.items() if moment <= time.monotonic()]:
                run_once(app, entry)
                due[entry] = time.monotonic() + entry.every_seconds


def run_once(app: Flask, entry: Periodic) -> bool:
    """Do one entry now in an application context of its own; whether it succeeded."""
    try:
        module, _dot, name = entry.function.rpartition(".")
        with app.app_context(), job_at_work(uuid4().hex):
            getattr(import_module(module), name)()
    except Exception:
        log.exception("periodic work failed, it comes round again", periodic=entry.name)
        return False
    return True
