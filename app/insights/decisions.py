"""What reviewers said of texts at first sight, and how far people had changed what a machine wrote."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, ScalarSelect, Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from app.models import ContentItem, ItemEvent, Revision
from content_calendar.intervals import Estimate, middle, share
from content_calendar.workflow import Action

DECIDING = (Action.APPROVE, Action.REQUEST_CHANGES)
ENOUGH = 10
"""Below this many texts a share or a median says nothing."""


class Decision(NamedTuple):
    """One yes or no in the week `place` of those asked for, counted from 0.

    `is_first` when nobody had decided on that draft before; `changed` are the characters people inserted and deleted
    in the machine's draft before it was approved, None for their own texts and for what was sent back.
    """

    item_id: int
    at: datetime
    place: int
    approved: bool
    is_first: bool
    prompt: str
    version: str
    changed: int | None

    @property
    def prompt_name(self) -> str:
        """As the ranking calls it; empty for a person's own words."""
        return f"{self.prompt}@{self.version}" if self.prompt else ""


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


def decisions(session: Session, community_id: int, starts: Sequence[datetime]) -> list[Decision]:
    """Those from the first of `starts` to before the last, each in its week; one query."""
    rows = session.execute(_query(community_id, starts[0], starts[-1]))
    # Moments of one zone are compared at once, those of two by way of their offsets.
    moments = [start.astimezone(UTC) for start in starts]
    return [_decision(row, moments) for row in rows]


def by_week(of: Iterable[Decision]) -> Mapping[int, Sequence[Decision]]:
    """The decisions of each week that has any, by its place."""
    found: defaultdict[int, list[Decision]] = defaultdict(list)
    for decision in of:
        found[decision.place].append(decision)
    return found


def record(of: Iterable[Decision]) -> Record:
    """What some decisions amount to."""
    found = tuple(of)
    first = [decision for decision in found if decision.is_first]
    changed = [decision.changed for decision in found if decision.changed is not None]
    approved = sum(decision.approved for decision in first)
    return Record(
        len(first), approved, len(changed), share(approved, len(first)) if len(first) >= ENOUGH else None,
        middle(changed) if len(changed) >= ENOUGH else None,
    )


def _decision(row: Row[Any], starts: Sequence[datetime]) -> Decision:
    approved = row.action is Action.APPROVE
    return Decision(
        item_id=row.item_id, at=row.created_at, place=bisect_right(starts, row.created_at) - 1,
        approved=approved, is_first=not row.decided_before,
        prompt=row.prompt or "", version=row.prompt_version or "",
        changed=int(row.changed) if approved and row.prompt else None,
    )


def _query(community_id: int, since: datetime, until: datetime) -> Select[Any]:
    """Each decision with the machine's draft that its words began as."""
    said = (
        select(
            ItemEvent.id, ItemEvent.item_id, ItemEvent.action, ItemEvent.created_at, ItemEvent.revision_id,
            _draft_of_event().label("draft_id"),
        )
        .join(ContentItem, ContentItem.id == ItemEvent.item_id)
        .where(ContentItem.community_id == community_id, ItemEvent.action.in_(DECIDING))
        .where(ItemEvent.created_at >= since, ItemEvent.created_at < until)
        .cte("said")
        # Written out once: the draft would else be looked up anew wherever it is spoken of.
        .prefix_with("MATERIALIZED")
    )
    earlier, later = aliased(ItemEvent), aliased(Revision)
    decided = exists().where(
        earlier.item_id == said.c.item_id, earlier.id < said.c.id, earlier.action.in_(DECIDING),
        earlier.revision_id >= func.coalesce(said.c.draft_id, 0),
    )
    since_draft = (
        later.item_id == said.c.item_id, later.id > said.c.draft_id, later.id <= said.c.revision_id
    )  # fmt: skip
    changed = select(func.coalesce(func.sum(later.edit_distance), 0)).where(*since_draft).scalar_subquery()
    return select(
        said.c.item_id, said.c.action, said.c.created_at, decided.label("decided_before"), Revision.prompt,
        Revision.prompt_version, changed.label("changed"),
    ).outerjoin(Revision, Revision.id == said.c.draft_id)


def _draft_of_event() -> ScalarSelect[Any]:
    draft = aliased(Revision)
    mine = (draft.item_id == ItemEvent.item_id, draft.prompt != "", draft.id <= ItemEvent.revision_id)
    return select(func.max(draft.id)).where(*mine).scalar_subquery()
