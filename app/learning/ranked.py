"""The ranked lists: what is out by what came of it, what is to come by what to expect. What is shown has reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.core.zones import zone_or_utc
from app.learning.features import FIELDS, features, features_of
from app.learning.lists import Line, RankedPage, places_of
from app.learning.ranker import knowledge_of, learned_ranker
from app.learning.scores import rankers_by_goal
from app.learning.uses import uses_at
from app.learning.weights import weights_of
from app.models import Community, ContentItem, LevelWeek, PostStanding, Revision
from content_calendar.ranking import Block, Candidate, Ranked, Ranker
from content_calendar.vocabulary import ContentKind, Goal
from content_calendar.workflow import State

PAGE = 50
UPCOMING = (State.IN_REVIEW, State.APPROVED, State.EXPORTED)
MOST_UPCOMING = 5_000
"""So many of the next slots are ranked; what lies behind them has time."""


def published(session: Session, community: Community, *, persona_id: int | None = None, page: int = 1) -> RankedPage:
    """One page of what has numbers, best first, by the scores written when it was learned; six short queries."""
    known = knowledge_of(session, community)
    wanted = _standings(community, persona_id)
    total = session.scalar(select(func.count()).select_from(PostStanding).where(*wanted)) or 0
    number, pages = _page(page, total)
    lines = published_lines(session, community, persona_id=persona_id, limit=PAGE, offset=(number - 1) * PAGE)
    seen, engaged = _sums(session, community, persona_id)
    return RankedPage(
        places_of(lines, (number - 1) * PAGE + 1), number, pages, total, known.posts, known.learned_at, seen, engaged
    )


def published_lines(
    session: Session, community: Community, *, persona_id: int | None = None, limit: int, offset: int = 0
) -> list[Line]:
    """Some of what has numbers, best first, with reasons; what the ranking has not looked at yet comes last."""
    query = (
        select(PostStanding)
        .where(*_standings(community, persona_id))
        .options(*(joinedload(PostStanding.item).joinedload(part) for part in _PARTS))
        .order_by(PostStanding.score.desc().nulls_last(), PostStanding.item_id.desc())
        .limit(limit)
        .offset(offset)
    )
    standings = session.scalars(query).all()
    said = _explained(session, community, [standing.item for standing in standings])
    return [Line(standing.item, said[standing.item_id], standing) for standing in standings]


def upcoming(session: Session, community: Community, *, persona_id: int | None = None, page: int = 1) -> RankedPage:
    """One page of what is not out yet, in the order the numbers so far recommend; seven short queries."""
    known = knowledge_of(session, community)
    order = upcoming_order(session, community, persona_id=persona_id)
    number, pages = _page(page, len(order))
    lines = _lines(session, community, order[(number - 1) * PAGE : number * PAGE])
    first = (number - 1) * PAGE + 1
    return RankedPage(places_of(lines, first), number, pages, len(order), known.posts, known.learned_at, 0, 0)


def upcoming_order(session: Session, community: Community, *, persona_id: int | None = None) -> list[int]:
    """The items not out yet, most worth sending first, each by the weights of its goal; blocked ones last."""
    rankers = rankers_by_goal(learned_ranker(session, community), weights_of(session, community.id))
    by_goal = upcoming_candidates(session, community, persona_id=persona_id)
    ranked = [place for goal, some in by_goal.items() for place in rankers[goal].rank(some, explain=0)]
    return [int(place.key) for place in sorted(ranked, key=_worth)]


def upcoming_candidates(
    session: Session, community: Community, *, persona_id: int | None = None
) -> Mapping[Goal | None, list[Candidate]]:
    """The items not out yet by their goals, as the ranking sees them; two queries."""
    rows = session.execute(_coming(community, persona_id)).all()
    by_goal: dict[Goal | None, list[Candidate]] = defaultdict(list)
    for row, candidate in zip(rows, _candidates(session, community, rows), strict=True):
        by_goal[row.goal].append(candidate)
    return by_goal


def candidate_of(item: ContentItem, community: Community, uses: int) -> Candidate:
    """The item as the ranking sees it, whose column was used `uses` times in the 28 days before."""
    return Candidate(str(item.id), features_of(item, community), uses)


_PARTS = (ContentItem.current_revision, ContentItem.persona, ContentItem.column)


def _standings(community: Community, persona_id: int | None) -> tuple[ColumnElement[bool], ...]:
    here = (PostStanding.community_id == community.id,)
    return here if persona_id is None else (*here, PostStanding.persona_id == persona_id)


def _coming(community: Community, persona_id: int | None) -> Select[*tuple[Any, ...]]:
    coming = _not_out(community, persona_id).cte("coming").prefix_with("MATERIALIZED")
    return (
        select(ContentItem.id, ContentItem.slot_at, ContentItem.goal, *FIELDS)
        .join(coming, coming.c.id == ContentItem.id)
        .outerjoin(Revision, Revision.id == ContentItem.current_revision_id)
        .order_by(coming.c.slot_at, coming.c.id)
        .limit(MOST_UPCOMING)
    )


def _not_out(community: Community, persona_id: int | None) -> Select[int, datetime | None]:
    """Found by their state, whatever their order: in the order of slots a database reads through years of posts."""
    query = (
        select(ContentItem.id, ContentItem.slot_at)
        .outerjoin(PostStanding, PostStanding.item_id == ContentItem.id)
        .where(
            ContentItem.community_id == community.id, ContentItem.state.in_(UPCOMING),
            ContentItem.kind == ContentKind.POST, PostStanding.item_id.is_(None),
        )
    )
    return query if persona_id is None else query.where(ContentItem.persona_id == persona_id)


def _candidates(session: Session, community: Community, rows: Sequence[Row[Any]]) -> list[Candidate]:
    zone = zone_or_utc(community.timezone)
    uses = uses_at(
        session, [(row.persona_id, row.column_id, row.slot_at) for row in rows if row.column_id and row.slot_at]
    )
    return [
        Candidate(
            str(row.id), features(row, row.slot_at, zone), uses.get((row.persona_id, row.column_id, row.slot_at), 0)
        )
        for row in rows
    ]


def _lines(session: Session, community: Community, item_ids: Sequence[int]) -> list[Line]:
    query = select(ContentItem).where(ContentItem.id.in_(item_ids)).options(*map(joinedload, _PARTS))
    items = {item.id: item for item in session.scalars(query)}
    said = _explained(session, community, list(items.values()))
    return [Line(items[item_id], said[item_id]) for item_id in item_ids]


def _explained(session: Session, community: Community, items: Sequence[ContentItem]) -> dict[int, Ranked]:
    """What the ranking expects of each item, with reasons."""
    uses = uses_at(
        session, [(item.persona_id, item.column_id, item.slot_at) for item in items if item.column_id and item.slot_at]
    )
    candidates = [
        candidate_of(item, community, uses.get((item.persona_id, item.column_id or 0, item.slot_at), 0)
                     if item.slot_at else 0)
        for item in items
    ]  # fmt: skip
    ranker: Ranker = learned_ranker(session, community)
    return {int(place.key): place for place in ranker.rank(candidates, explain=len(candidates))}


def _worth(place: Ranked) -> tuple[bool, float, int]:
    return place.blocked, -place.score, int(place.key)


def _sums(session: Session, community: Community, persona_id: int | None) -> tuple[int, int]:
    """How many saw all the posts that were learned from, and how many engaged."""
    query = select(func.sum(LevelWeek.seen), func.sum(LevelWeek.engaged)).where(
        LevelWeek.community_id == community.id, LevelWeek.block == Block.BASE
    )
    if persona_id is not None:
        query = query.where(LevelWeek.persona_id == persona_id)
    seen, engaged = session.execute(query).one()
    return int(seen or 0), int(engaged or 0)


def _page(page: int, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE))
    return min(max(page, 1), pages), pages
