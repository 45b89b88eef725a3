"""The decisions behind a share or a median: which texts were approved or sent back, and how far they were changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, select
from sqlalchemy.orm import Session, joinedload

from app.insights.asked import Asked
from app.insights.decisions import told
from app.insights.narrowing import prompted
from app.learning.features import prompt_name
from app.models import Community, ContentItem, Revision
from content_calendar.ranking import Block
from content_calendar.vocabulary import Term

PAGE = 50


class Counted(Term):
    """Which decisions a number counts."""

    APPROVED = "approved", "通过", "Approved"
    SENT_BACK = "sent_back", "退回", "Sent back"
    FIRST_SIGHT = "first_sight", "首次审核", "Decided at first sight"
    CHANGED = "changed", "改动字数", "Characters changed"


class Line(NamedTuple):
    """One decision, what its post is called, and the prompt of the draft its words began as, "" for a person's own.

    `changed` as `app.insights.decisions.told` tells it.
    """

    item_id: int
    headline: str
    at: datetime
    approved: bool
    is_first: bool
    prompt: str
    changed: int | None


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the decisions a number was worked out from, the newest first."""

    lines: tuple[Line, ...]
    number: int
    pages: int
    total: int


def behind(session: Session, community: Community, asked: Asked, counted: Counted) -> Behind:
    """Those of the range, of one prompt where the level names one; three queries."""
    each = told(community.id, *asked.range.ends(community.timezone))
    counts = _counts(each, asked, counted)
    total = session.scalar(_narrowed(select(func.count()), each).where(*counts)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(asked.page, 1), pages)
    query = (
        _narrowed(select(each, Revision.prompt, Revision.prompt_version), each).where(*counts)
        .order_by(each.c.at.desc(), each.c.item_id.desc()).offset((number - 1) * PAGE).limit(PAGE)
    )
    rows = session.execute(query).all()
    names = _headlines(session, [row.item_id for row in rows])
    return Behind(tuple(_line(row, names[row.item_id]) for row in rows), number, pages, total)


def _narrowed(query: Select[Any], each: Subquery) -> Select[Any]:
    return query.select_from(each).outerjoin(Revision, Revision.id == each.c.draft_id)


def _counts(each: Subquery, asked: Asked, counted: Counted) -> Sequence[ColumnElement[bool]]:
    """What the number that was clicked counts."""
    kind = {
        Counted.APPROVED: each.c.approved, Counted.SENT_BACK: ~each.c.approved,
        Counted.FIRST_SIGHT: each.c.is_first, Counted.CHANGED: each.c.changed.is_not(None),
    }[counted]
    is_of_prompt = asked.level is not None and asked.level.block is Block.PROMPT
    return (kind, prompted(asked.level.name)) if asked.level and is_of_prompt else (kind,)


def _line(row: Row[Any], headline: str) -> Line:
    return Line(
        row.item_id, headline, row.at, row.approved, row.is_first,
        prompt_name(row.prompt or "", row.prompt_version or ""), None if row.changed is None else int(row.changed),
    )


def _headlines(session: Session, item_ids: Sequence[int]) -> Mapping[int, str]:
    query = select(ContentItem).where(ContentItem.id.in_(item_ids)).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.column)
    )
    return {item.id: item.headline() for item in session.scalars(query)}
