"""Texts that were written elsewhere, as the first ones of many new items at once.

A thousand items with their texts and histories are three thousand rows. They are written by the statement, not by the
object: there is nothing in the database yet that they could be out of step with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, inspect, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.library.revisions import revision_values
from app.library.search_index import index_items
from app.models import Base, ContentItem, ItemEvent, Revision
from content_calendar.content import Copy
from content_calendar.fingerprint import fingerprint
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Action, State, next_state


def take_in(
    session: Session, arrivals: Sequence[tuple[ContentItem, Copy | None]], *, actor: Actor, now: datetime
) -> None:
    """Add items that are not in the database yet, some with a text: those are drafts then, for the same checks and the
    same review as any other.

    The items are read as values and never join the session. Seven statements, and two more for every 500 items.
    Raises TransitionRefused.
    """
    texts = [(item, copy) for item, copy in arrivals if copy is not None]
    for item, _copy in texts:
        item.state = next_state(Action.EDIT, item.state, actor.role)
    _insert(session, ContentItem, [_values(item) for item, _copy in arrivals])
    ids = _ids(session, [item for item, _copy in texts])
    _insert(session, Revision, [_first(item, ids[item.uid], copy, actor, now) for item, copy in texts])
    _make_present(session, list(ids.values()))
    present = _present(session, list(ids.values()))
    steps = [_step(item, copy, actor, now) for item, copy in texts]
    places = [{"item_id": ids[item.uid], "revision_id": present[ids[item.uid]]} for item, _copy in texts]
    _insert(session, ItemEvent, [step | place for step, place in zip(steps, places, strict=True)])
    index_items(session, _ids(session, [item for item, _copy in arrivals]).values())


def _first(item: ContentItem, item_id: int, copy: Copy, actor: Actor, now: datetime) -> dict[str, Any]:
    imported = Provenance(WriterKind.IMPORTED, platform=item.platform, language=item.language)
    return {"item_id": item_id, **revision_values(copy, number=1, provenance=imported, author=actor, now=now)}


def _insert(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _values(item: ContentItem) -> dict[str, Any]:
    """What was said about an item that is not in the database; the rest has defaults."""
    said = vars(item)
    return {column.key: said[column.key] for column in inspect(ContentItem).column_attrs if column.key in said}


def _ids(session: Session, items: Sequence[ContentItem]) -> dict[str, int]:
    query = select(ContentItem.uid, ContentItem.id).where(ContentItem.uid.in_([item.uid for item in items]))
    return {row.uid: row.id for row in session.execute(query)} if items else {}


def _make_present(session: Session, ids: Sequence[int]) -> None:
    own = select(Revision.id).where(Revision.item_id == ContentItem.id).scalar_subquery()
    present = update(ContentItem).where(ContentItem.id.in_(ids)).values(current_revision_id=own)
    session.execute(present, execution_options={"synchronize_session": False})


def _present(session: Session, ids: Sequence[int]) -> dict[int, int]:
    query = select(Revision.item_id, Revision.id).where(Revision.item_id.in_(ids))
    return {row.item_id: row.id for row in session.execute(query)}


def _step(item: ContentItem, copy: Copy, actor: Actor, now: datetime) -> dict[str, Any]:
    """The beginning of its history."""
    return {
        "actor_id": actor.user.id, "action": Action.EDIT, "from_state": State.PLANNED, "to_state": item.state,
        "fingerprint": _fingerprint(item, copy),
        "slot_at": item.slot_at, "created_at": now,
    }


def _fingerprint(item: ContentItem, copy: Copy) -> str:
    return fingerprint(copy, slot_at=item.slot_at, platform=item.platform, persona_id=item.persona_id)
