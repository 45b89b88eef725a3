"""The blueprint the calendar's routes are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

from app.calendar import dates
from app.calendar.links import link

bp = Blueprint("calendar", __name__)
bp.context_processor(lambda: {"link": link, "dates": dates})
