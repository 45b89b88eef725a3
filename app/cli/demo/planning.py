"""The first stage: slots from the columns of every persona."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendar import planning
from app.cli.demo.stage import Stage
from app.cli.stand_ins import member_with
from app.core.clock import now
from app.core.transactions import transaction
from app.core.zones import zone_of
from app.models import Community, Persona
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role

WEEK_DAYS = 7


def plan(communities: list[Community], language: Language | None = None, days: int = WEEK_DAYS) -> Stage:
    """Accept every slot proposed for the `days` from tomorrow, for the personas of one language or all."""
    slots = skipped = 0
    with transaction() as session:
        personas = select(Persona).order_by(Persona.id)
        for persona in session.scalars(personas if language is None else personas.filter_by(language=language)):
            accepted, left_out = _plan_persona(session, persona, days)
            slots, skipped = slots + accepted, skipped + left_out
    return Stage("plan", slots, {"communities": len(communities), "slots": slots, "skipped": skipped})


def _plan_persona(session: Session, persona: Persona, days: int) -> tuple[int, int]:
    """How many slots were accepted, and how many the planner had skipped."""
    start = _local_today(persona.community) + timedelta(days=1)
    end = start + timedelta(days=days - 1)
    proposal = planning.propose_plan(session, persona, start=start, end=end, seed=persona.id, now=now())
    keys = {change.key for change in proposal.changes}
    editor = member_with(persona.community, Role.EDITOR)
    accepted = planning.accept_plan(session, persona, proposal, keys, actor=editor, now=now())
    return len(accepted.added), len(proposal.skipped)


def _local_today(community: Community) -> date:
    return now().astimezone(zone_of(community.timezone)).date()
