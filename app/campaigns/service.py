"""What other rooms may ask of campaigns, and what may be done to them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Campaign, Persona
from content_calendar.planning.plan import CampaignPlan


def campaign_plans(session: Session, persona: Persona, start: date, end: date) -> tuple[CampaignPlan, ...]:
    """The campaigns that speak to the persona on some day from `start` to `end`, both included, by their first day."""
    query = (
        select(Campaign)
        .where(Campaign.personas.any(Persona.id == persona.id), Campaign.first <= end, Campaign.last >= start)
        .order_by(Campaign.first, Campaign.id)
    )
    return tuple(_plan(row) for row in session.scalars(query))


def _plan(row: Campaign) -> CampaignPlan:
    return CampaignPlan(row.id, row.name, row.first, row.last, row.touches, row.scene, row.tactic)
