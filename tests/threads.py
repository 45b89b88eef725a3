"""Several people at once: each call has a thread, an application context and a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import QunbiError
from app.core.transactions import transaction
from content_calendar.workflow import TransitionRefused

Call = Callable[[Session], Any]
WAIT_SECONDS = 30
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def at_once(app: Flask, *calls: Call) -> list[Any]:
    """What each call returned, or the refusal it met, in the order of the calls. They start together and commit."""
    start = Barrier(len(calls))
    with ThreadPoolExecutor(len(calls)) as pool:
        running = [pool.submit(_commit, app, call, start) for call in calls]
        return [call.result(timeout=WAIT_SECONDS) for call in running]


def _commit(app: Flask, call: Call, start: Barrier) -> Any:
    with app.app_context():
        start.wait(timeout=WAIT_SECONDS)
        try:
            with transaction() as session:
                return call(session)
        except (QunbiError, TransitionRefused) as refusal:
            return refusal


def until_somebody_waits(session: Session) -> None:
    """Return when another transaction waits for a row that somebody holds; PostgreSQL alone tells."""
    while not session.scalar(_WAITING):
        session.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.01)"))
