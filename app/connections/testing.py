"""The Test button: a real request that changes nothing there, with no transaction open while it is answered."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.connections.causes import Cause, Trouble, cause
from app.connections.connections import own, switch
from app.connections.judging import Report, judge
from app.connections.ordering import options_of
from app.connections.sending import Line, exchange, read_outcome
from app.connections.work import line_of
from app.core.errors import Unavailable
from app.core.settings import Settings
from content_calendar.exporters.push.outcomes import Account, Outcome
from content_calendar.vocabulary import Term

TESTS_AT_ONCE = 4
_places = threading.BoundedSemaphore(TESTS_AT_ONCE)


class TooManyTests(Unavailable):
    def __init__(self) -> None:
        super().__init__(_l("Other tests are under way."), _l("Try again in half a minute."))


class Misfit(Term):
    ACCOUNT_GONE = (
        "account_gone",
        "对方没有这些账号，或需要在那边重新授权：{accounts}。请按下面的清单改正“各平台的账号”。",
        "These accounts are not there, or must be authorised anew: {accounts}. Correct them from the list below.",
    )


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test showed: the accounts there, or what is wrong."""

    accounts: tuple[Account, ...] = ()
    trouble: Cause | None = None


def try_out(
    session: Session, community_id: int, connection_id: int, *, settings: Settings, now: datetime
) -> Tested:
    """Ask the target, and remember on the connection what came of it; one that stopped for its trouble goes on.

    Raises NotFound, SettingsIncomplete, TooManyTests.
    """
    connection = own(session, community_id, connection_id)
    line = line_of(connection, options_of(connection))
    if not _places.acquire(blocking=False):
        raise TooManyTests
    try:
        session.rollback()  # a target takes its time; until it answers, the database belongs to others
        tested = ask(line, settings, now)
    finally:
        _places.release()
    connection = own(session, community_id, connection_id)
    stopped_itself = not connection.active and connection.trouble != ""
    connection.tested_at = now
    connection.trouble = tested.trouble.written() if tested.trouble else ""
    if stopped_itself and tested.trouble is None:
        switch(session, connection, active=True)
    session.flush()
    return tested


def ask(line: Line, settings: Settings, now: datetime) -> Tested:
    """The accounts at the end of the line, or the trouble with it."""
    exchanged = exchange(line, line.target.test(line.options), uid=f"test-{uuid4().hex}", at=now, settings=settings)
    if exchanged.received is None:
        return _failed(exchanged.report)
    answer = line.target.read_accounts(exchanged.received)
    if isinstance(answer, Outcome):
        return _failed(read_outcome(exchanged, answer))
    usable = {account.id for account in answer if account.usable}
    missing = [account for account in line.target.wanted(line.options) if account not in usable]
    if missing:
        return Tested(answer, cause(Misfit.ACCOUNT_GONE, accounts=", ".join(missing)))
    return Tested(answer)


def _failed(report: Report) -> Tested:
    judged = judge(report, repeatable=True, attempts=1)
    return Tested(trouble=judged.why or cause(Trouble.AWAY, report.answer))
