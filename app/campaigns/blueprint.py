"""The blueprint the routes of campaigns are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint, g

from app.campaigns.queries import local_today
from app.core.clock import now
from content_calendar.vocabulary import Outcome

bp = Blueprint("campaigns", __name__)
BASE = "/c/<int:community_id>/calendar/campaigns"
"""Below the calendar, whose neighbours these pages are."""


@bp.context_processor
def _shown() -> dict[str, object]:
    """Days of another year than this one are shown with it. Who may not see the community is shown an error page."""
    year = local_today(g.community, now()).year if "community" in g else 0
    return {"Outcome": Outcome, "this_year": year}
