"""What an order is likely to cost, from what the community's drafts took lately."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.running import current_settings
from app.models import Community
from app.models.spending import ModelCall, Purpose
from app.spending import service as spending

RECENT_CALLS = 50
FIRST_GUESS = (1_800, 700)
"""Tokens asked and answered by one draft as the shipped prompts have it, while nothing has been measured."""


def expected_micros(session: Session, community: Community, drafts: int) -> int | None:
    """The cost of so many drafts in millionths of the currency unit; None while the model has no price."""
    recent = (
        select(ModelCall.prompt_tokens, ModelCall.completion_tokens)
        .where(
            ModelCall.community_id == community.id, ModelCall.purpose.in_((Purpose.DRAFT, Purpose.REWORK)),
            ModelCall.outcome == "", ModelCall.prompt_tokens > 0,
        )
        .order_by(ModelCall.id.desc())
        .limit(RECENT_CALLS)
        .subquery()
    )
    asked, answered = session.execute(
        select(func.avg(recent.c.prompt_tokens), func.avg(recent.c.completion_tokens))
    ).one()
    prompt, completion = (round(asked), round(answered)) if asked else FIRST_GUESS
    return spending.estimate(current_settings(), prompt, completion, drafts)
