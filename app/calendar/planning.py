"""A persona's plan: proposed from what stands, accepted in whole or in part."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar.accepting import Accepted, accept_plan
from app.calendar.plan_request import cadence_of, plan_request
from app.models import Persona
from content_calendar.planning.plan import Change, ChangeKind, Proposal, Slot
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
    request = plan_request(session, persona, start=start, end=end, seed=seed, now=now)
    return _with_changes(propose(replace(request, placed=(*request.placed, *(one.post for one in request.loose)))))


def hold_calendar(session: Session, persona: Persona) -> None:
    """Until the commit, keep others from planning for this persona: of two who accept the same plan one comes later."""
    session.execute(select(Persona.id).where(Persona.id == persona.id).with_for_update())


def new_seed() -> int:
    """A seed for a plan somebody asks for anew."""
    return secrets.randbelow(2**31)


def _with_changes(proposal: Proposal) -> Proposal:
    changes = (Change(slot_key(slot), ChangeKind.ADD, slot, None, None, slot.reasons) for slot in proposal.slots)
    return replace(proposal, changes=tuple(changes))


def slot_key(slot: Slot) -> str:
    """What the same slot of the same plan is always called."""
    return f"{slot.column_id}@{slot.at.astimezone(UTC):%Y%m%dT%H%MZ}"


def moment_of_key(key: str) -> datetime | None:
    """The instant a slot's key names; None for what is no key."""
    try:
        return datetime.strptime(key.partition("@")[2], "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
