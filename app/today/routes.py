"""The start page."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.access import communities_of, signed_in
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.today.queries import SHOWN, today_of
from content_calendar.planning.occasions import occasions_between

OCCASION_DAYS = 14

bp = Blueprint("today", __name__)


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    moment = now()
    communities = communities_of(current_user)
    return render_template(
        "today/index.html",
        today=today_of(db.session, current_user, communities, now=moment),
        occasions=occasions_between(moment.date(), moment.date() + timedelta(days=OCCASION_DAYS)),
        shown=SHOWN,
        model_configured=current_settings().model_configured,
    )
