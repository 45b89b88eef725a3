"""The start page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.access import communities_of, signed_in
from app.calendar.days import marks
from app.choices import service as choices
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.core.zones import zone_or_utc
from app.models import Community
from app.spending import service as spending
from app.today.queries import SHOWN, today_of
from content_calendar.planning.occasions import Occasion

OCCASION_DAYS = 14

bp = Blueprint("today", __name__)


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    moment, communities = now(), communities_of(current_user)
    today = _local_day(moment, communities)
    return render_template(
        "today/index.html",
        today=today_of(db.session, current_user, communities, now=moment),
        day=today,
        occasions=_occasions(communities, today),
        shown=SHOWN,
        worn=choices.worn_columns(db.session, communities, now=moment),
        spent=spending.months_spent(db.session, communities, moment) if current_settings().model_configured else (),
        model_configured=current_settings().model_configured,
    )


def _occasions(communities: Sequence[Community], today: date) -> Sequence[Occasion]:
    """What the first community speaks of in the next days, its own occasions among it."""
    last = today + timedelta(days=OCCASION_DAYS)
    return marks(db.session, communities[0], today, last).occasions() if communities else ()


def _local_day(moment: datetime, communities: Sequence[Community]) -> date:
    """Today where the first community is; its festivals are meant by its own calendar."""
    return moment.astimezone(zone_or_utc(communities[0].timezone) if communities else UTC).date()
