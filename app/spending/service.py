"""Keeping account: every request is written down, and a month's sum is held against the community's budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from app.copywriter.brief import Usage
from app.copywriter.endpoint import OPENAI_BASE_URL
from app.copywriter.price import price_table
from app.core.running import current_settings
from app.core.settings import Settings
from app.models import Community
from app.models.spending import ModelCall, Purpose
from app.spending.months import Month


def record(
    session: Session,
    usages: Iterable[Usage],
    *,
    community_id: int | None,
    purpose: Purpose,
    now: datetime,
    task_id: int | None = None,
    prompt: str = "",
    prompt_version: str = "",
) -> int | None:
    """Write down every request, failed ones too; what they cost in micros, None when one has no known price.

    A request is booked on `prompt`, or without it on the one it was made with. Whoever asks for the sum of what was
    recorded flushes first.
    """
    prices = price_table(current_settings())
    usages = tuple(usages)
    session.add_all(
        ModelCall(
            community_id=community_id, task_id=task_id, purpose=purpose, prompt=prompt or usage.prompt,
            prompt_version=prompt_version or usage.prompt_version, endpoint=usage.endpoint, model=usage.model,
            prompt_tokens=usage.prompt_tokens, completion_tokens=usage.completion_tokens,
            cost_micros=prices.cost_micros(usage), latency_ms=usage.latency_ms, outcome=usage.outcome, created_at=now,
        )
        for usage in usages
    )
    return prices.total_micros(usages)


def spent_this_month(session: Session, community: Community, now: datetime) -> int:
    """What models cost the community in the month that `now` is in, in its zone; in micros, known prices only."""
    mine = _in_month(community, Month.of(now, community.timezone))
    return int(session.scalar(select(func.sum(ModelCall.cost_micros)).where(mine)) or 0)


def over_budget(session: Session, community: Community, now: datetime) -> bool:
    """Whether the community has a budget and this month's is used up; never while no model could spend anything."""
    budget = community.monthly_budget_micros
    if budget is None or not current_settings().model_configured:
        return False
    return spent_this_month(session, community, now) >= budget


def estimate(settings: Settings, prompt_tokens: int, completion_tokens: int, count: int) -> int | None:
    """What `count` requests of this size are expected to cost the first endpoint, in micros; None if unknown.

    Without a model nothing is spent. Repairs and fallbacks are not foreseen.
    """
    if not settings.model_configured:
        return 0
    one = Usage(
        endpoint=settings.openai_base_url or OPENAI_BASE_URL, model=settings.openai_model or "",
        prompt_tokens=prompt_tokens, completion_tokens=completion_tokens,
    )
    cost = price_table(settings).cost_micros(one)
    return None if cost is None else cost * count


@dataclass(frozen=True, slots=True)
class MonthSpent:
    """What a community spent in a month, in micros; `budget` is None without a limit.

    `unpriced` counts requests whose cost nobody knows and `spent` leaves out.
    """

    community_id: int
    community: str
    spent: int
    budget: int | None
    calls: int
    unpriced: int

    @property
    def is_used_up(self) -> bool:
        return self.budget is not None and self.spent >= self.budget

    @property
    def used_percent(self) -> int:
        """How much of the budget is gone, 0 to 100; 0 without a limit."""
        return min(100, self.spent * 100 // self.budget) if self.budget else 0

    @property
    def is_worth_showing(self) -> bool:
        """Whether there is anything to say: models were asked, or may be asked only so much."""
        return bool(self.calls) or self.budget is not None


def months_spent(session: Session, communities: Sequence[Community], now: datetime) -> tuple[MonthSpent, ...]:
    """The month that `now` is in where each community lives, in one query and in the order given."""
    return month_spent(session, communities, {one.id: Month.of(now, one.timezone) for one in communities})


def month_spent(
    session: Session, communities: Sequence[Community], months: Mapping[int, Month]
) -> tuple[MonthSpent, ...]:
    """The month of each community by its id, in one query and in the order given."""
    query = (
        select(
            ModelCall.community_id, func.sum(ModelCall.cost_micros), func.count(),
            func.count() - func.count(ModelCall.cost_micros),
        )
        .where(or_(false(), *(_in_month(one, months[one.id]) for one in communities)))
        .group_by(ModelCall.community_id)
    )
    found = {community_id: numbers for community_id, *numbers in session.execute(query)} if communities else {}
    return tuple(_month_spent(one, *found.get(one.id, (0, 0, 0))) for one in communities)


def unassigned_spent(session: Session, month: Month, zone: str) -> MonthSpent:
    """What test runs came to that belong to no community; the id is 0 and the name empty."""
    starts, ends = month.bounds(zone)
    query = select(
        func.sum(ModelCall.cost_micros), func.count(), func.count() - func.count(ModelCall.cost_micros)
    ).where(ModelCall.community_id.is_(None), ModelCall.created_at >= starts, ModelCall.created_at < ends)
    spent, calls, unpriced = session.execute(query).one()
    return MonthSpent(0, "", int(spent or 0), None, calls, unpriced)


def _month_spent(community: Community, spent: int | None, calls: int, unpriced: int) -> MonthSpent:
    budget = community.monthly_budget_micros
    return MonthSpent(community.id, community.name, int(spent or 0), budget, calls, unpriced)


def _in_month(community: Community, month: Month) -> ColumnElement[bool]:
    starts, ends = month.bounds(community.timezone)
    return and_(ModelCall.community_id == community.id, ModelCall.created_at >= starts, ModelCall.created_at < ends)
