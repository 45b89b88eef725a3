"""Noted entries wait with their session; the commit numbers, chains and writes them, a rollback forgets them.

It listens to the session itself, so that there is no way to commit past it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.orm import Session, SessionTransaction

from app.audit.chain import Head, sealed
from app.models import AuditEntry, AuditHead, Base

_WAITING = "audit_entries"
HEAD_ID = 1
REFUSED = ".refused"
"""How an action's name ends when it was tried and refused."""
_ENTRIES, _HEADS = (Base.metadata.tables[table.__tablename__] for table in (AuditEntry, AuditHead))


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, the savepoint it was noted under, if there was one, and whether it only tells what a row shows."""

    savepoint: SessionTransaction | None
    entry: dict[str, Any]
    watched: bool

    @property
    def changed(self) -> set[tuple[str, int | None, str]]:
        """Subject and field of everything that changed."""
        fields = {*self.entry["before"], *self.entry["after"]}
        return {(self.entry["subject"], self.entry["subject_id"], field) for field in fields}


def refusal_recorded() -> bool:
    """Whether the present request has already written down what it was refused."""
    return bool(g.get("refusal_recorded"))


def note(session: Session, entry: dict[str, Any], *, watched: bool = False) -> None:
    """Let `entry`, columns but for number and hashes, be written when `session` commits."""
    if not session.in_transaction():
        session.begin()
    session.info.setdefault(_WAITING, []).append(Noted(session.get_nested_transaction(), entry, watched))


def _seal(session: Session) -> None:
    """Append what was noted. Everything else is flushed before, so that the head is locked last."""
    if session.in_nested_transaction():
        return
    session.flush()
    entries = _told_once(session.info.pop(_WAITING, []))
    if not entries:
        return
    head = _locked_head(session)
    rows = []
    for entry in entries:
        rows.append(sealed(entry, head))
        head = Head(rows[-1]["number"], rows[-1]["hash"])
    session.execute(insert(_ENTRIES), rows)
    if has_request_context() and any(row["action"].endswith(REFUSED) for row in rows):
        g.refusal_recorded = True
    session.execute(update(_HEADS).where(_HEADS.c.id == HEAD_ID).values(number=head.number, hash=head.hash))


def _told_once(waiting: list[Noted]) -> list[dict[str, Any]]:
    """The entries without those that only repeat what a service recorded."""
    told = {change for noted in waiting if not noted.watched for change in noted.changed}
    return [noted.entry for noted in waiting if not (noted.watched and noted.changed <= told)]


def _locked_head(session: Session) -> Head:
    """The newest entry; nobody else appends until this transaction ends."""
    query = select(_HEADS.c.number, _HEADS.c.hash).where(_HEADS.c.id == HEAD_ID).with_for_update()
    found = session.execute(query).one_or_none()
    if found is None:
        session.execute(text("INSERT INTO audit_head (id, number, hash) VALUES (1, 0, '') ON CONFLICT DO NOTHING"))
        found = session.execute(query).one()
    return Head(found.number, found.hash)


def _forget(session: Session, ended: SessionTransaction) -> None:
    """After a rollback to a savepoint: what was noted since did not happen."""
    waiting: list[Noted] = session.info.get(_WAITING, [])
    if ended.nested:
        waiting[:] = [noted for noted in waiting if not _within(noted.savepoint, ended)]


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
