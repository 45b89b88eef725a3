"""Whether the trail is whole: every entry hashed anew, every link followed, the end held against the head.

The last entries can only be missed because the head still knows them; who can write the head too is caught by a number
and hash noted elsewhere, which `verify` takes as `known`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.audit.chain import Head, entry_hash
from app.audit.sealing import HEAD_ID
from app.models import AuditEntry, AuditHead, Base
from content_calendar.vocabulary import Term

_ENTRIES = Base.metadata.tables[AuditEntry.__tablename__]
AT_ONCE = 1_000
_UNREADABLE = (ValueError, TypeError)
"""What a column that holds no JSON, no moment or bytes instead of a text leads to."""


class Damage(Term):
    CHANGED = "changed", "内容被改过", "was changed"
    MISSING = "missing", "缺失", "is missing"
    UNLINKED = "unlinked", "与前一条接不上", "does not follow the one before"
    NOT_AS_KNOWN = "not_as_known", "与事先记下的哈希不符", "is not the one that was noted elsewhere"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`damage` of the entry `number`, the first that is broken; None when all `number` entries are whole."""

    number: int
    hash: str = ""
    damage: Damage | None = None


def verify(session: Session, known: Head | None = None) -> Verdict:
    """Follow the chain from the first entry to the head, a thousand entries in memory at a time."""
    head = _head(session)
    marks = {mark.number: mark for mark in (head, known) if mark and mark.number}
    last = Head()
    try:
        for entry in _entries(session):
            damage = _damage(entry, last, marks.pop(last.number + 1, None))
            if damage:
                return Verdict(last.number + 1, damage=damage)
            last = Head(last.number + 1, entry["hash"])
    except _UNREADABLE:
        return Verdict(last.number + 1, damage=Damage.CHANGED)
    if marks or (last.number and not head.number):
        return Verdict(last.number + 1, damage=Damage.MISSING)
    return Verdict(last.number, last.hash)


def _damage(entry: Mapping[str, Any], last: Head, mark: Head | None) -> Damage | None:
    if entry["number"] != last.number + 1:
        return Damage.MISSING
    if entry["previous"] != last.hash:
        return Damage.UNLINKED
    if entry_hash(entry) != entry["hash"]:
        return Damage.CHANGED
    return Damage.NOT_AS_KNOWN if mark and mark.hash != entry["hash"] else None


def _head(session: Session) -> Head:
    """Read before the entries: what is appended meanwhile follows it. One that cannot be read is as good as none."""
    try:
        found = _rows(session, select(AuditHead.number, AuditHead.hash).where(AuditHead.id == HEAD_ID))
    except _UNREADABLE:
        found = []
    return Head(**found[0]) if found else Head()


def _entries(session: Session) -> Iterator[Mapping[str, Any]]:
    """In batches, from the first entry to the last. Raises one of _UNREADABLE at an entry that cannot even be read."""
    after, size = 0, AT_ONCE
    while True:
        try:
            batch = _batch(session, after, size)
        except _UNREADABLE:
            if size == 1:
                raise
            size = 1
            continue
        if not batch:
            return
        yield from batch
        after = batch[-1]["number"]


def _batch(session: Session, after: int, size: int) -> Sequence[Mapping[str, Any]]:
    return _rows(session, select(_ENTRIES).where(_ENTRIES.c.number > after).order_by(_ENTRIES.c.number).limit(size))


def _rows(session: Session, query: Executable) -> Sequence[Mapping[str, Any]]:
    """Raises ValueError for a text that is no UTF-8, which SQLite reports as if it were out of order itself."""
    try:
        return [dict(row) for row in session.execute(query).mappings()]
    except OperationalError as failure:
        if "UTF-8" in str(failure.orig):
            raise ValueError from failure
        raise
