"""The blueprint the routes of campaigns are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint, g

from app.core.clock import now
from app.core.zones import zone_or_utc
from content_calendar.vocabulary import Outcome

bp = Blueprint("campaigns", __name__)
BASE = "/c/<int:community_id>/calendar/campaigns"
"""Below the calendar, whose neighbours these pages are."""


@bp.context_processor
def _shown() -> dict[str, object]:
    """Days of another year than this one are shown with it. Who may not see the community is shown an error page."""
    year = now().astimezone(zone_or_utc(g.community.timezone)).year if "community" in g else 0
    return {"Outcome": Outcome, "this_year": year}
