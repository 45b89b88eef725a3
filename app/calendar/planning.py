"""A persona's plan: proposed from what stands, accepted in whole or in part."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.accepting import Accepted, accept_plan
from app.calendar.plan_request import cadence_of, plan_request
from app.models import Persona
from content_calendar.planning.plan import Proposal
from content_calendar.planning.planner import propose

__all__ = [
    "Accepted", "Range", "accept_plan", "cadence_of", "hold_calendar", "new_seed", "plan_request", "propose_plan",
]


class Range(TypedDict):
    """Which days to plan, both included, and the seed that brings the same plan back."""

    start: date
    end: date
    seed: int


def propose_plan(session: Session, persona: Persona, *, start: date, end: date, seed: int, now: datetime) -> Proposal:
    """What a plan would change in the persona's calendar from `start` to `end`, both included, in the community's zone.

    Raises PlanRefused (a PlanningFault with a Message) for a range that ends before it starts or is too long.
    """
    return propose(plan_request(session, persona, start=start, end=end, seed=seed, now=now))


def hold_calendar(session: Session, persona: Persona) -> None:
    """Until the commit, keep others from planning for this persona: of two who accept the same plan one comes later."""
    # key_share: whoever only refers to the persona need not wait, and two of them cannot wait for each other.
    session.execute(select(Persona.id).where(Persona.id == persona.id).with_for_update(key_share=True))


def new_seed() -> int:
    """A seed for a plan somebody asks for anew."""
    return secrets.randbelow(2**31)
