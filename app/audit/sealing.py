"""Noted entries wait with their session; the commit numbers, chains and writes them, a rollback forgets them.

It listens to the session itself, so that there is no way to commit past it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, insert, select, text, update
from sqlalchemy.orm import Session, SessionTransaction

from app.audit.chain import Head, sealed
from app.models import AuditEntry, AuditHead, Base

_WAITING = "audit_entries"
_HEAD_ID = 1
_ENTRIES, _HEADS = (Base.metadata.tables[table.__tablename__] for table in (AuditEntry, AuditHead))

Noted = tuple[SessionTransaction | None, dict[str, Any]]
"""An entry and the savepoint it was noted under, if there was one."""


def note(session: Session, entry: dict[str, Any]) -> None:
    """Let `entry`, columns but for number and hashes, be written when `session` commits."""
    if not session.in_transaction():
        session.begin()
    session.info.setdefault(_WAITING, []).append((session.get_nested_transaction(), entry))


def _seal(session: Session) -> None:
    """Append what was noted. Everything else is flushed before, so that the head is locked last."""
    if session.in_nested_transaction() or not session.info.get(_WAITING):
        return
    session.flush()
    waiting: list[Noted] = session.info.pop(_WAITING)
    head = _locked_head(session)
    rows = []
    for _savepoint, entry in waiting:
        rows.append(sealed(entry, head))
        head = Head(rows[-1]["number"], rows[-1]["hash"])
    session.execute(insert(_ENTRIES), rows)
    session.execute(update(_HEADS).where(_HEADS.c.id == _HEAD_ID).values(number=head.number, hash=head.hash))


def _locked_head(session: Session) -> Head:
    """The newest entry; nobody else appends until this transaction ends."""
    query = select(_HEADS.c.number, _HEADS.c.hash).where(_HEADS.c.id == _HEAD_ID).with_for_update()
    found = session.execute(query).one_or_none()
    if found is None:
        session.execute(text("INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '') ON CONFLICT DO NOTHING"))
        found = session.execute(query).one()
    return Head(found.number, found.hash)


def _forget(session: Session, ended: SessionTransaction) -> None:
    """After a rollback to a savepoint: what was noted since did not happen."""
    waiting: list[Noted] = session.info.get(_WAITING, [])
    if ended.nested:
        waiting[:] = [(under, entry) for under, entry in waiting if not _within(under, ended)]


def _forget_all(session: Session, ended: SessionTransaction) -> None:
    """The transaction as a whole is over; what was not written by now is not wanted."""
    if ended.parent is None:
        session.info.pop(_WAITING, None)


def _within(under: SessionTransaction | None, ended: SessionTransaction) -> bool:
    while under is not None and under is not ended:
        under = under.parent
    return under is ended


event.listen(Session, "before_commit", _seal)
event.listen(Session, "after_soft_rollback", _forget)
event.listen(Session, "after_transaction_end", _forget_all)
