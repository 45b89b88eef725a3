"""Where a calendar page lies, and what day it is there."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for

from app.calendar.queries import zone_of
from app.models import Community


def calendar_at(community: Community, day: date, **parameters: Any) -> str:
    """The month around a day."""
    return url_for("calendar.index", community_id=community.id, date=day.isoformat(), **parameters)


def local_today(community: Community, now: datetime) -> date:
    """The day it is for this community."""
    return now.astimezone(zone_of(community)).date()
