"""Reading for the pages of what works and what should be rewritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, ReplyTemplate, ReplyUse, User
from app.reply_desk.learning_losing import Lost, Told, losing, told_of
from app.reply_desk.learning_templates import Template, templates_of
from content_calendar.ranking import Evidence
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import OUT

PAGE, SHOWN, WAITING = 30, 30, 10
UNUSED_DAYS, SOON_DAYS, WAITING_DAYS = 60, 14, 7
LEAST_USES, OFTEN = 8, 2
"""Often edited: at least every second of at least eight uses."""


@dataclass(frozen=True, slots=True)
class Works:
    """One page of what has outcomes, best first within its scenario. `waiting` uses nobody said anything of."""

    lines: tuple[tuple[Template, Told], ...]
    number: int
    pages: int
    total: int
    uses: int
    settled: int


@dataclass(frozen=True, slots=True)
class Some:
    """The first of a list, and how many there are."""

    lines: tuple[Template, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Rewrite:
    losing: tuple[tuple[Template, Lost, Template], ...]
    losing_total: int
    edited: Some
    ending: Some
    unused: Some

    @property
    def total(self) -> int:
        return self.losing_total + self.edited.total + self.ending.total + self.unused.total


@dataclass(frozen=True, slots=True)
class Waiting:
    """A use whose outcome its operator may still tell."""

    use: ReplyUse
    template: Template


def works(
    session: Session, community: Community, *, scenario: Scenario | None, state: MemberState | None, page: int
) -> Works:
    """What outcomes tell, of members in one state or any. Three queries."""
    told = [one for one in _told(session, community) if one.state is state and scenario in (None, one.scenario)]
    order = list(Scenario)
    told.sort(key=lambda one: (order.index(one.scenario), -one.score, one.item_id))
    pages = max(1, -(-len(told) // PAGE))
    number = min(max(1, page), pages)
    shown = told[(number - 1) * PAGE : number * PAGE]
    found = templates_of(session, [one.item_id for one in shown])
    uses, settled = _sums(session, community)
    lines = tuple((found[one.item_id], one) for one in shown)
    return Works(lines, number, pages, len(told), uses, settled)


def rewrite(session: Session, community: Community, now: datetime, today: date) -> Rewrite:
    """What is worth new words: at most eight queries."""
    lost = losing(_told(session, community))
    found = templates_of(session, {each.item_id for one in lost[:SHOWN] for each in (one.told, one.best)})
    long_ago = now - timedelta(days=UNUSED_DAYS)
    share = ReplyTemplate.edited * 1.0 / ReplyTemplate.uses
    return Rewrite(
        losing=tuple((found[one.told.item_id], one, found[one.best.item_id]) for one in lost[:SHOWN]),
        losing_total=len(lost),
        edited=_some(
            session, community, share.desc(), ReplyTemplate.uses >= LEAST_USES,
            ReplyTemplate.edited * OFTEN >= ReplyTemplate.uses,
        ),
        ending=_some(
            session, community, ReplyTemplate.expires_on.asc(),
            ReplyTemplate.expires_on <= today + timedelta(days=SOON_DAYS),
        ),
        unused=_some(
            session, community, ReplyTemplate.last_used_at.asc().nulls_first(), ReplyTemplate.snippet_key == "",
            or_(
                ReplyTemplate.last_used_at < long_ago,
                and_(ReplyTemplate.last_used_at.is_(None), ContentItem.approved_at < long_ago),
            ),
        ),
    )


def waiting(session: Session, community: Community, person: User, now: datetime) -> tuple[Waiting, ...]:
    """The newest uses of `person` in a week of which nobody said what became of them. Two queries."""
    query = (
        select(ReplyUse)
        .where(
            ReplyUse.community_id == community.id, ReplyUse.user_id == person.id, ReplyUse.outcome.is_(None),
            ReplyUse.created_at > now - timedelta(days=WAITING_DAYS),
        )
        .order_by(ReplyUse.created_at.desc(), ReplyUse.id.desc())
        .limit(WAITING)
    )
    uses = session.scalars(query).all()
    found = templates_of(session, {use.item_id for use in uses})
    return tuple(Waiting(use, found[use.item_id]) for use in uses)


def _told(session: Session, community: Community) -> list[Told]:
    """Of each template on offer with outcomes: altogether, and for each state."""
    query = (
        select(
            ReplyTemplate.item_id, ReplyTemplate.scenario, ReplyTemplate.by_state, ReplyTemplate.score,
            ReplyTemplate.low, ReplyTemplate.high, ReplyTemplate.evidence,
        )
        .join(ReplyTemplate.item)
        .where(
            ReplyTemplate.community_id == community.id, ReplyTemplate.score.is_not(None), ContentItem.state.in_(OUT)
        )
    )
    told: list[Told] = []
    for row in session.execute(query):
        each = (row.by_state or {}).values()
        sums = {name: sum(said[name] for said in each) for name in ("settled", "helped")}
        whole = {"score": row.score, "low": row.low, "high": row.high, "evidence": row.evidence or Evidence.THIN}
        told.append(Told.read(row.item_id, row.scenario, None, sums | whole))
        told.extend(told_of(row.item_id, row.scenario, row.by_state))
    return told


def _sums(session: Session, community: Community) -> tuple[int, int]:
    settled = ReplyTemplate.helped + ReplyTemplate.unanswered + ReplyTemplate.escalated
    query = select(func.coalesce(func.sum(ReplyTemplate.uses), 0), func.coalesce(func.sum(settled), 0))
    row = session.execute(query.where(ReplyTemplate.community_id == community.id)).one()
    return int(row[0]), int(row[1])


def _some(
    session: Session, community: Community, order: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> Some:
    query = (
        select(ReplyTemplate.item_id, func.count().over().label("total"))
        .join(ReplyTemplate.item)
        .where(ReplyTemplate.community_id == community.id, ContentItem.state.in_(OUT), *conditions)
        .order_by(order, ReplyTemplate.item_id)
        .limit(SHOWN)
    )
    rows = session.execute(query).all()
    found = templates_of(session, [row.item_id for row in rows])
    return Some(tuple(found[row.item_id] for row in rows), rows[0].total if rows else 0)
