"""The decisions behind a share or a median: which texts were approved or sent back, and how far they were changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.insights.asked import Asked
from app.insights.decisions import Decision, decisions
from app.models import Community, ContentItem
from content_calendar.ranking import Block
from content_calendar.vocabulary import Term

PAGE = 50


class Counted(Term):
    """Which decisions a number counts."""

    FIRST_SIGHT = "first_sight", "首次审核", "Decided at first sight"
    CHANGED = "changed", "改动字数", "Characters changed"


class Line(NamedTuple):
    """One decision and what its post is called."""

    decision: Decision
    headline: str


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the decisions a number was worked out from, the newest first."""

    lines: tuple[Line, ...]
    number: int
    pages: int
    total: int


def behind(session: Session, community: Community, asked: Asked, counted: Counted) -> Behind:
    """Those of the range, of one prompt where the level names one; two queries."""
    ends = asked.range.starts(community.timezone)[:: asked.range.weeks]
    found = [one for one in decisions(session, community.id, ends) if _is_in(one, asked, counted)]
    found.sort(key=lambda one: (one.at, one.item_id), reverse=True)
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(asked.page, 1), pages)
    shown = found[(number - 1) * PAGE : number * PAGE]
    names = _headlines(session, [one.item_id for one in shown])
    return Behind(tuple(Line(one, names[one.item_id]) for one in shown), number, pages, len(found))


def _is_in(decision: Decision, asked: Asked, counted: Counted) -> bool:
    if asked.level and asked.level.block is Block.PROMPT and decision.prompt_name != asked.level.name:
        return False
    return decision.is_first if counted is Counted.FIRST_SIGHT else decision.changed is not None


def _headlines(session: Session, item_ids: Sequence[int]) -> Mapping[int, str]:
    query = select(ContentItem).where(ContentItem.id.in_(item_ids)).options(
        joinedload(ContentItem.current_revision), joinedload(ContentItem.column)
    )
    return {item.id: item.headline() for item in session.scalars(query)}
