"""The blueprint the routes of campaigns are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

from content_calendar.vocabulary import Outcome

bp = Blueprint("campaigns", __name__)
bp.context_processor(lambda: {"Outcome": Outcome})
BASE = "/c/<int:community_id>/calendar/campaigns"
"""Below the calendar, whose neighbours these pages are."""
