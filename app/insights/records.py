"""What decisions amount to: the share that passed at first sight, the median of characters changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.insights.decisions import told
from app.insights.placing import place
from app.learning.features import prompt_name
from app.models import Revision
from content_calendar.intervals import Estimate, middle, share

ENOUGH = 10
"""Below this many texts a share or a median says nothing."""
Key = TypeVar("Key")


class Alike(NamedTuple):
    """So many decisions that are the same in everything that is counted; see `app.insights.decisions.told`."""

    approved: bool
    is_first: bool
    changed: int | None
    texts: int


@dataclass(frozen=True, slots=True)
class Record:
    """`approval` is the share that passed at first sight, `edits` the median of characters changed; both None while
    too few texts are behind them. `decided` and `compared` count these."""

    decided: int
    approved: int
    compared: int
    approval: Estimate | None
    edits: Estimate | None


NO_RECORD = Record(0, 0, 0, None, None)


def by_week(session: Session, community_id: int, starts: Sequence[datetime]) -> Mapping[int, Sequence[Alike]]:
    """The decisions of each week, by its place among `starts`, the last of which ends them; one query."""
    each = told(community_id, starts[0], starts[-1])
    week = place(each.c.at, starts)
    counted = (each.c.approved, each.c.is_first, each.c.changed)
    query = select(week, *counted, func.count().label("texts")).group_by(week, *counted)
    return _grouped((row.place, _alike(row)) for row in session.execute(query))


def by_prompt(session: Session, community_id: int, since: datetime, until: datetime) -> Mapping[str, Sequence[Alike]]:
    """The decisions on texts that began as a prompt's, by what the ranking calls it; one query."""
    each = told(community_id, since, until)
    counted = (Revision.prompt, Revision.prompt_version, each.c.approved, each.c.is_first, each.c.changed)
    query = (
        select(*counted, func.count().label("texts")).join(Revision, Revision.id == each.c.draft_id).group_by(*counted)
    )
    rows = session.execute(query)
    return _grouped((prompt_name(row.prompt, row.prompt_version), _alike(row)) for row in rows)


def record(of: Iterable[Alike]) -> Record:
    """What some decisions amount to."""
    found = tuple(of)
    decided = sum(one.texts for one in found if one.is_first)
    approved = sum(one.texts for one in found if one.is_first and one.approved)
    changed = _changed(found)
    return Record(
        decided, approved, len(changed), share(approved, decided) if decided >= ENOUGH else None,
        middle(changed) if len(changed) >= ENOUGH else None,
    )


def _changed(of: Sequence[Alike]) -> Sequence[int]:
    """One number for each text that was compared with its draft, in order."""
    counts: Counter[int] = Counter()
    for one in of:
        if one.changed is not None:
            counts[one.changed] += one.texts
    return [number for number, count in sorted(counts.items()) for _ in range(count)]


def _alike(row: Row[Any]) -> Alike:
    changed = None if row.changed is None else int(row.changed)
    return Alike(row.approved, row.is_first, changed, row.texts)


def _grouped(found: Iterable[tuple[Key, Alike]]) -> Mapping[Key, Sequence[Alike]]:
    groups: defaultdict[Key, list[Alike]] = defaultdict(list)
    for key, alike in found:
        groups[key].append(alike)
    return groups
