"""What is set up - communities, people, channels, prompts, files that left - is recorded whenever its row changes.

It listens to the session, so that no page, import, job or command can change such a row and leave no trace. What rows
do not tell (why somebody decided, that somebody signed in, each step of a post) services record themselves; where a
service recorded the very same change with more sense, the row's own entry is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import has_request_context
from flask_login import current_user
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from app.audit.recording import record
from app.core.clock import now
from app.models import (
    Base,
    CalendarImport,
    Campaign,
    Channel,
    Column,
    Community,
    Connection,
    DraftingRun,
    Event,
    Export,
    ExportTemplate,
    FeedbackImport,
    FeedToken,
    MarkedDay,
    Membership,
    Persona,
    PlanAcceptance,
    Playbook,
    Product,
    PromptVersion,
    SignInLink,
    Tag,
    User,
    Voice,
    WebhookEndpoint,
)

_BOOKKEEPING = frozenset({"id", "created_at", "updated_at", "version"})
_LEFT_OUT: Mapping[type[Base], frozenset[str]] = {
    Community: frozenset(), Persona: frozenset(), Voice: frozenset(), Product: frozenset(), Column: frozenset(),
    Event: frozenset(), Campaign: frozenset(), MarkedDay: frozenset(), Tag: frozenset(), Membership: frozenset(),
    User: frozenset({"language"}), SignInLink: frozenset({"used_at"}), Channel: frozenset({"failures"}),
    Connection: frozenset({"tested_at", "trouble", "held_until"}),
    FeedToken: frozenset({"last_used_at"}), ExportTemplate: frozenset({"content"}), Export: frozenset(),
    PlanAcceptance: frozenset({"traces"}),
    CalendarImport: frozenset({"cells", "choices", "item_uids"}), FeedbackImport: frozenset({"cells"}),
    PromptVersion: frozenset({"text", "golden", "golden_at"}), DraftingRun: frozenset({"estimate_micros"}),
    WebhookEndpoint: frozenset({"failing_since"}), Playbook: frozenset({"key"}),
}
"""What is watched, and which of its columns say nothing about who decided what."""


@dataclass(frozen=True, slots=True)
class Change:
    """A watched row and what became of it: `act` is create, change or delete."""

    row: Any
    act: str
    before: Mapping[str, object]
    after: Mapping[str, object]


def note_removed(session: Session, row: Base) -> None:
    """For who deletes a watched row with a statement of their own, past the session: the same entry as otherwise."""
    _note(session, Change(row, "delete", _fields(row), {}))


def note_changed(session: Session, row: Base, before: Mapping[str, object], after: Mapping[str, object]) -> None:
    """For who changes a watched row with a statement of their own, past the session."""
    _note(session, Change(row, "change", before, after))


def _changes(session: Session) -> Iterator[Change]:
    for row in session.new:
        if type(row) in _LEFT_OUT:
            yield Change(row, "create", {}, _fields(row))
    for row in session.dirty:
        if type(row) in _LEFT_OUT:
            before, after = _differences(row)
            if before or after:
                yield Change(row, "change", before, after)
    for row in session.deleted:
        if type(row) in _LEFT_OUT:
            yield Change(row, "delete", _fields(row), {})


def _watched(row: Base) -> list[str]:
    names = (column.key for column in inspect(type(row)).column_attrs)
    return [name for name in names if name not in _BOOKKEEPING and name not in _LEFT_OUT[type(row)]]


def _fields(row: Base) -> dict[str, object]:
    """What is known of the row without asking the database again, without what is empty."""
    known = inspect(row).dict
    said = {name: known.get(name) for name in _watched(row)}
    if isinstance(row, Playbook):
        said["steps"] = [step.told() for step in known.get("steps", ())]
    return {name: value for name, value in said.items() if value not in (None, "", [], {})}


def _differences(row: Base) -> tuple[dict[str, object], dict[str, object]]:
    before, after = dict[str, object](), dict[str, object]()
    for name in _watched(row):
        history = inspect(row).attrs[name].history
        if history.added:
            before.update((name, old) for old in history.deleted)
            after[name] = history.added[0]
    return before, after


def _note(session: Session, change: Change) -> None:
    row, subject = change.row, str(change.row.__tablename__)
    record(
        session, f"{subject}.{change.act}", actor=reader(), community_id=_community_id(session, row),
        subject=subject, subject_id=row.id, before=change.before, after=change.after, now=now(), note=_name(row),
        watched=True,
    )


def reader() -> User | None:
    """Who is signed in where the change comes from."""
    known = has_request_context() and current_user.is_authenticated
    return current_user._get_current_object() if known else None  # noqa: SLF001 - the proxy must not leave the request


def _community_id(session: Session, row: Any) -> int | None:
    if isinstance(row, Community):
        return row.id
    owner = session.get(Persona, row.persona_id) if isinstance(row, Column) else row
    found: int | None = getattr(owner, "community_id", None)
    return found


def _name(row: Any) -> str:
    """How people call it, for when it is gone."""
    if isinstance(row, Tag):
        return str(row)
    if isinstance(row, PromptVersion):
        return f"{row.key} {row.number}"
    return str(getattr(row, "name", "") or getattr(row, "filename", ""))


def _after_flush(session: Session, _work: UOWTransaction) -> None:
    """Rows have their numbers by now, and still know what they were."""
    for change in list(_changes(session)):
        _note(session, change)


event.listen(Session, "after_flush", _after_flush)
