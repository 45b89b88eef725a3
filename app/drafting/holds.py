"""Runs on hold for want of money: noticed before each claim, let go when the month turns or the budget is raised."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.drafting.tasks import OPEN
from app.models import Community, DraftingRun, DraftTask, Hold
from app.spending import service as spending


def review(session: Session, *, now: datetime) -> None:
    """Hold every unfinished run whose community has used up its budget, and let go those whose community has not.

    What is being written at that moment is still handed in, so a budget is overrun by the drafts under way at most.
    A run that a person paused stays paused, also one paused at this moment: the runs are locked.
    """
    over: dict[int, bool] = {}
    for run, community in session.execute(_unfinished()):
        if community.id not in over:
            over[community.id] = spending.over_budget(session, community, now)
        run.hold = Hold.OVER_BUDGET if over[community.id] else None
    session.flush()


def _unfinished() -> Select[DraftingRun, Community]:
    """Runs with work left that a budget could stop or has stopped."""
    open_runs = select(DraftTask.run_id).where(DraftTask.status.in_(OPEN))
    return (
        select(DraftingRun, Community)
        .join(Community, Community.id == DraftingRun.community_id)
        .where(
            DraftingRun.id.in_(open_runs),
            or_(DraftingRun.hold == Hold.OVER_BUDGET, DraftingRun.hold.is_(None)),
            or_(DraftingRun.hold.is_not(None), Community.monthly_budget_micros.is_not(None)),
        )
        .order_by(DraftingRun.id)
        .with_for_update(of=DraftingRun)
    )
