"""Keeping account: every request is written down, and a month's sum is held against the community's budget."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
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
    """Write down every request, failed ones too; what they cost in micros, None when one has no known price."""
    prices = price_table(current_settings())
    usages = tuple(usages)
    session.add_all(
        ModelCall(
            community_id=community_id, task_id=task_id, purpose=purpose, prompt=prompt, prompt_version=prompt_version,
            endpoint=usage.endpoint, model=usage.model, prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens, cost_micros=prices.cost_micros(usage),
            latency_ms=usage.latency_ms, outcome=usage.outcome, created_at=now,
        )
        for usage in usages
    )
    session.flush()
    return prices.total_micros(usages)


def spent_this_month(session: Session, community: Community, now: datetime) -> int:
    """What models cost the community in the month that `now` is in, in its zone; in micros, known prices only."""
    starts, ends = Month.of(now, community.timezone).bounds(community.timezone)
    mine = (ModelCall.community_id == community.id, ModelCall.created_at >= starts, ModelCall.created_at < ends)
    return int(session.scalar(select(func.sum(ModelCall.cost_micros)).where(*mine)) or 0)


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
