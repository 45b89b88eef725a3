"""A persona's plan: proposed from what stands, accepted in whole or in part."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.accepting import Accepted, accept_plan
from app.calendar.plan_request import cadence_of, plan_request, plan_requests
from app.models import Community, Persona
from content_calendar.planning.plan import Proposal
from content_calendar.planning.planner import propose

__all__ = [
    "Accepted", "Range", "accept_plan", "cadence_of", "hold_calendars", "new_seed", "plan_request", "propose_plan",
    "propose_plans",
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


def propose_plans(
    session: Session, community: Community, personas: Sequence[Persona], *, start: date, end: date, seed: int,
    now: datetime,
) -> list[Proposal]:
    """`propose_plan` for several personas of a community, in their order and five queries."""
    requests = plan_requests(session, community, personas, start=start, end=end, seed=seed, now=now)
    return [propose(request) for request in requests]


def hold_calendars(session: Session, personas: Sequence[Persona]) -> None:
    """Until the commit, keep others from planning for these personas: of two who accept a plan one comes later."""
    # key_share: whoever only refers to the persona need not wait, and two of them cannot wait for each other.
    theirs = select(Persona.id).where(Persona.id.in_([persona.id for persona in personas])).order_by(Persona.id)
    session.execute(theirs.with_for_update(key_share=True))


def new_seed() -> int:
    """A seed for a plan somebody asks for anew."""
    return secrets.randbelow(2**31)
