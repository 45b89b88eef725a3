"""Attempts that were refused: by a role, a stale version, the gate, or for something out of reach; and lockouts.

They are written in a transaction of their own, after that of the attempt was rolled back. What is merely mistyped comes
back with its form and is nobody's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from flask import Response, request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.audit import queries
from app.audit.masking import masked_address
from app.audit.recording import record
from app.audit.sealing import refusal_recorded
from app.audit.watching import reader
from app.audit.words import Deed
from app.core.clock import now
from app.core.database import SAFE_METHODS, db
from app.core.errors import QunbiError
from app.core.forged_fields import FieldForged
from app.core.i18n import words
from app.core.origins import current_origin
from app.core.transactions import transaction
from app.models import User
from content_calendar.message import Message

_WORTH_A_TRACE = frozenset({
    HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
})
_SIGN_IN = "accounts.sign_in_with_password"
_UNPROCESSABLE = int(HTTPStatus.UNPROCESSABLE_ENTITY)
_LOCKED_OUT_FOR = timedelta(minutes=15)
_BY_NUMBER = {"item_id": "content_item", "user_id": "user", "export_id": "export", "feed_id": "feed_token"}
"""What the numbers in addresses stand for; any other leaves the community as what was acted on."""

log = structlog.get_logger(__name__)


def note_refusal(error: QunbiError) -> None:
    """Write down what the present request tried, unless it did so itself."""
    if request.method in SAFE_METHODS or not request.endpoint or refusal_recorded():
        return
    person = reader()
    if error.status == HTTPStatus.TOO_MANY_REQUESTS and request.endpoint == _SIGN_IN:
        _kept(_note_lockout)
    elif error.status in _WORTH_A_TRACE and (person is not None or isinstance(error, FieldForged)):
        _kept(lambda: _note_attempt(error, person))


def _note_attempt(error: QunbiError, person: User | None) -> None:
    """A stranger's at most once in a quarter of an hour for each address, as of lockouts."""
    numbers, moment = request.view_args or {}, now()
    subject, subject_id = _subject(numbers)
    with _fresh_transaction() as session:
        if person is None and _was_noted(session, Deed.FORGED, moment):
            return
        record(
            session, f"refused.{_code(error)}", actor=person, community_id=numbers.get("community_id"),
            subject=subject, subject_id=subject_id, before={}, now=moment, note=_note(error, numbers),
            after={"attempt": request.endpoint, "status": int(error.status)},
        )


def _note(error: QunbiError, numbers: Mapping[str, object]) -> str:
    """Why it was refused; outside the communities a cause may quote an address or a key."""
    return _cause(error) if "community_id" in numbers or isinstance(error, FieldForged) else ""


def _was_noted(session: Session, deed: Deed, moment: datetime) -> bool:
    """Whoever knocks on and on must not fill the trail."""
    return queries.happened_since(session, deed, current_origin().address, moment - _LOCKED_OUT_FOR)


def note_failed_sign_in(response: Response) -> Response:
    """Whose account was tried, as far as there is one; what was typed is not kept."""
    tried = request.endpoint == _SIGN_IN and request.method == "POST" and response.status_code == _UNPROCESSABLE
    if tried and request.form.get("email") and request.form.get("password"):
        _kept(_note_failure)
    return response


def _note_failure() -> None:
    email = request.form["email"]
    with _fresh_transaction() as session:
        owner = accounts.find_user(session, email)
        record(
            session, Deed.SIGN_IN_FAILED, actor=None, community_id=None, subject="user",
            subject_id=owner.id if owner else None, before={}, after={"email": masked_address(email)}, now=now(),
        )


def _kept(write: Callable[[], None]) -> None:
    """A database that does not answer costs the entry, not the answer."""
    try:
        write()
    except SQLAlchemyError as failure:
        log.warning("an attempt left no trace", path=request.path, cause=type(failure).__name__)


def _note_lockout() -> None:
    """Once in a quarter of an hour for each address."""
    moment = now()
    with _fresh_transaction() as session:
        if not _was_noted(session, Deed.LOCKOUT, moment):
            record(
                session, Deed.LOCKOUT, actor=None, community_id=None, subject="user", subject_id=None, before={},
                after={"email": masked_address(request.form.get("email", ""))}, now=moment,
            )


@contextmanager
def _fresh_transaction() -> Iterator[Session]:
    """A new one that may write, whatever became of the one before."""
    db.session.rollback()
    with transaction() as session:
        session.connection(execution_options={"writes": True})
        yield session


def _subject(numbers: dict[str, int]) -> tuple[str, int | None]:
    for name, subject in _BY_NUMBER.items():
        if name in numbers:
            return subject, numbers[name]
    community_id = numbers.get("community_id")
    return ("community", community_id) if community_id else ("request", None)


def _cause(error: QunbiError) -> str:
    return words(error.cause) if isinstance(error.cause, Message) else str(error.cause)


def _code(error: QunbiError) -> str:
    """The error's name as in `stale_version`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()[:50]
