"""Runs on hold for want of money: noticed before each claim, let go when the month turns or the budget is raised."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.drafting.tasks import OPEN
from app.models import Community, DraftingRun, DraftTask, Hold
from app.spending import service as spending


def may_spend(session: Session, run_id: int, *, now: datetime) -> bool:
    """Whether the run's community has budget left; if not, the run is on hold from here on, for everybody to see."""
    run = session.get_one(DraftingRun, run_id)
    if not spending.over_budget(session, session.get_one(Community, run.community_id), now):
        return True
    run.hold = run.hold or Hold.OVER_BUDGET
    session.flush()
    return False


def lift(session: Session, *, now: datetime) -> int:
    """Let runs go on whose community has budget again; the number of them."""
    waiting = select(DraftTask.run_id).where(DraftTask.status.in_(OPEN))
    query = select(DraftingRun).where(DraftingRun.hold == Hold.OVER_BUDGET, DraftingRun.id.in_(waiting))
    runs = list(session.scalars(query.with_for_update()))
    communities = {run.community_id for run in runs}
    over = {
        community.id
        for community in session.scalars(select(Community).where(Community.id.in_(communities)))
        if spending.over_budget(session, community, now)
    }
    lifted = [run for run in runs if run.community_id not in over]
    for run in lifted:
        run.hold = None
    session.flush()
    return len(lifted)
