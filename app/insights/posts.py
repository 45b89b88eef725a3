"""The leaderboard: posts that are out, in the order of the ranking, with why they stand where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.feedback.results import outcomes_of, seen_of, told_of
from app.insights.asked import Asked
from app.insights.counted import exposed, happened, told
from app.insights.drawing import Bar
from app.insights.naming import level_name, names_of
from app.insights.narrowing import TEXT_BLOCKS, conditions
from app.insights.reasons import reasons_of
from app.insights.tallies import Share, Tally
from app.models import Community, ContentItem, Persona, PostStanding, Revision
from content_calendar.ranking import Evidence
from content_calendar.vocabulary import Counter, Form, Outcome, Value

PAGE = 50
MOST_TO_TAKE_AWAY = 20_000


@dataclass(frozen=True, slots=True)
class Post:
    """One post in its place. Rates are shares of those who saw it; `mean` is None until the ranking looked at it. What
    no source told is None, not zero."""

    number: int
    item_id: int
    uid: str
    headline: str
    persona: Persona
    column: str
    form: Form
    value: Value
    out_at: datetime
    observed_at: datetime
    readings: int
    counts: Mapping[Counter, int | None]
    seen: int | None
    outcomes: Mapping[Outcome, int | None]
    mean: float | None
    low: float | None
    high: float | None
    bar: Bar | None
    evidence: Evidence | None
    blocked: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the posts; `tally` sums all of them, `learned` counts those the ranking has looked at."""

    posts: tuple[Post, ...]
    number: int
    pages: int
    tally: Tally
    learned: int

    @property
    def total(self) -> int:
        return self.tally.posts


def board(session: Session, community: Community, asked: Asked) -> Board:
    """One page, best first; five queries."""
    tally, learned, highest = _summed(session, community, asked)
    pages = max(1, -(-tally.posts // PAGE))
    number = min(max(asked.page, 1), pages)
    ids = _ids(session, community, asked, offset=(number - 1) * PAGE, limit=PAGE)
    posts = _posts(session, community, ids, first=(number - 1) * PAGE + 1, highest=highest)
    return Board(posts, number, pages, tally, learned)


def all_posts(session: Session, community: Community, asked: Asked) -> tuple[Post, ...]:
    """The whole list, at most MOST_TO_TAKE_AWAY posts, for a table to take away."""
    ids = _ids(session, community, asked, offset=0, limit=MOST_TO_TAKE_AWAY)
    return tuple(
        post
        for start in range(0, len(ids), _AT_ONCE)
        for post in _posts(session, community, ids[start : start + _AT_ONCE], first=start + 1, highest=1.0)
    )


_AT_ONCE = 500


def _summed(session: Session, community: Community, asked: Asked) -> tuple[Tally, int, float]:
    told_of = (case((told(outcome), column(outcome))) for outcome in Outcome for column in (happened, _saw))
    sums = (func.coalesce(func.sum(one), 0) for one in (exposed(), *told_of))
    counts = (func.count(PostStanding.item_id), func.count(PostStanding.score), func.max(PostStanding.high))
    posts, learned, highest, *numbers = session.execute(_wanted(asked, community, *counts, *sums)).one()
    seen, *rest = map(int, numbers)
    shares = (Share(*pair) for pair in zip(rest[::2], rest[1::2], strict=True))
    return Tally(posts, seen, *shares), int(learned), float(highest or 0.0)


def _saw(_outcome: Outcome) -> ColumnElement[int]:
    return exposed()


def _ids(session: Session, community: Community, asked: Asked, *, offset: int, limit: int) -> list[int]:
    """What the ranking has not looked at yet comes last, by its plain rate."""
    plain = 1.0 * happened(Outcome.ENGAGE) / func.nullif(exposed(), 0)
    query = _wanted(asked, community, PostStanding.item_id).order_by(
        PostStanding.score.desc().nulls_last(), plain.desc().nulls_last(), PostStanding.item_id
    )
    return list(session.scalars(query.offset(offset).limit(limit)))


def _wanted(asked: Asked, community: Community, *columns: Any) -> Select[Any]:
    query = select(*columns).where(*conditions(asked, community.timezone))
    if asked.level is None:
        return query
    query = query.join(ContentItem, ContentItem.id == PostStanding.item_id)
    if asked.level.block not in TEXT_BLOCKS:
        return query
    return query.join(Revision, Revision.id == ContentItem.current_revision_id)


def _posts(
    session: Session, community: Community, ids: Sequence[int], *, first: int, highest: float
) -> tuple[Post, ...]:
    item = joinedload(PostStanding.item)
    query = select(PostStanding).where(PostStanding.item_id.in_(ids)).options(
        item.joinedload(ContentItem.persona), item.joinedload(ContentItem.column),
        item.joinedload(ContentItem.current_revision),
    )
    found = {standing.item_id: standing for standing in session.scalars(query)}
    standings = [found[item_id] for item_id in ids if item_id in found]
    reasons = reasons_of(session, community, [standing.item for standing in standings])
    return tuple(
        _post(standing, number, reasons[standing.item_id], highest)
        for number, standing in enumerate(standings, first)
    )


def _post(standing: PostStanding, number: int, reasons: tuple[str, ...], highest: float) -> Post:
    item = standing.item
    counts = told_of(standing)
    outcomes = outcomes_of(counts)
    return Post(
        number=number, item_id=item.id, uid=item.uid, headline=item.headline(), persona=item.persona,
        column=item.column.name if item.column else "", form=item.form, value=item.value, out_at=standing.out_at,
        observed_at=standing.observed_at, readings=standing.readings, counts=counts,
        seen=seen_of(counts, outcomes), outcomes=outcomes,
        mean=standing.mean, low=standing.low, high=standing.high, bar=_bar(standing, highest or 1.0),
        evidence=Evidence(standing.evidence) if standing.evidence in set(Evidence) else None,
        blocked=standing.blocked, reasons=reasons,
    )


def _bar(standing: PostStanding, highest: float) -> Bar | None:
    if standing.mean is None or standing.low is None or standing.high is None:
        return None
    return Bar(*(round(100 * rate / highest, 2) for rate in (standing.low, standing.mean, standing.high)))


def level_words(session: Session, community: Community, asked: Asked) -> str:
    """What the level the list is narrowed to is called; empty without one. Two queries."""
    level = asked.level
    return level_name(level.block, level.name, names_of(session, community)) if level else ""
