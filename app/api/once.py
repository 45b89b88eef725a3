"""A request that carries an `Idempotency-Key` takes effect once, however often it is sent within a day.

Its answer is a row written by the transaction that makes its effect: a crash leaves both or neither. The row is there
first, without an answer, so that of two equal requests at once the second waits at the unique key; when that takes too
long it is told to come back. A refused request leaves nothing behind and may be sent again, mended or not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Response, request
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.api.call import Call
from app.api.refusals import KeyReused, KeyUnfit, StillAtWork
from app.models import RememberedAnswer

KEPT = timedelta(hours=24)
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_HEADERS = ("Content-Type", "ETag", "Location")


def once(call: Call, run: Callable[[], Response]) -> Response:
    """What `run` answers, or what it answered the first time. Raises KeyUnfit, KeyReused and StillAtWork."""
    key = request.headers.get(HEADER)
    if key is None:
        return run()
    if not _KEY.fullmatch(key):
        raise KeyUnfit
    row_id = _claimed(call, key)
    if row_id is None:
        return _replay(call, key)
    response = run()
    if response.status_code < HTTPStatus.BAD_REQUEST:
        _remember(call.session, row_id, response)
    return response


def forget(session: Session, *, now: datetime) -> int:
    """Drop answers older than a day; how many there were."""
    return session.execute(
        delete(RememberedAnswer).where(RememberedAnswer.created_at <= now - KEPT)
        .returning(RememberedAnswer.id).execution_options(synchronize_session=False)
    ).all().__len__()


def _claimed(call: Call, key: str) -> int | None:
    """The number of the row for this key if it is new; None when there is one. Waits for who makes the same."""
    row = {"token_id": call.caller.token.id, "key": key, "request_hash": _request_hash(), "headers": {}, "body": "",
           "created_at": call.now}
    insert = _insert(call.session).values(row).on_conflict_do_nothing().returning(RememberedAnswer.id)
    try:
        return call.session.scalar(insert)
    except OperationalError as error:
        raise StillAtWork from error


def _replay(call: Call, key: str) -> Response:
    mine = RememberedAnswer.token_id == call.caller.token.id, RememberedAnswer.key == key
    row = call.session.scalars(select(RememberedAnswer).where(*mine)).one()
    if row.request_hash != _request_hash():
        raise KeyReused
    if row.status is None:
        raise StillAtWork
    response = Response(row.body.encode(), row.status, headers=row.headers)
    response.headers[REPLAYED] = "true"
    return response


def _remember(session: Session, row_id: int, response: Response) -> None:
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    session.execute(
        update(RememberedAnswer).where(RememberedAnswer.id == row_id).values(
            status=response.status_code, headers=headers, body=response.get_data(as_text=True)
        )
    )


def _request_hash() -> str:
    digest = hashlib.sha256(f"{request.method} {request.full_path}\n".encode())
    digest.update(request.get_data())
    return digest.hexdigest()


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(RememberedAnswer) if is_postgresql else sqlite.insert(RememberedAnswer)
