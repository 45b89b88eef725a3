"""The balance of some days: a fragment of the month page, a page of its own without scripts."""

from __future__ import annotations

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.calendar import queries
from app.calendar.addresses import local_today
from app.calendar.balance import balance_panel
from app.calendar.blueprint import bp
from app.calendar.filters import ids
from app.calendar.period import FIRST_DAY, LAST_DAY, Layout, Period
from app.connections import service as connections
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.models import Community
from content_calendar.workflow import Role


@bp.get("/c/<int:community_id>/calendar/balance")
@community_role(Role.VIEWER)
def balance(community: Community, actor: Actor) -> ResponseReturnValue:
    """From `first` to `last`, this month where they are missing; for each `persona`, for all without any."""
    today = local_today(community, now())
    month = Period.around(Layout.MONTH, today)
    first, last = _day("first", month.first), _day("last", month.last)
    chosen = frozenset(ids(request.args.getlist("persona")))
    personas = queries.personas(db.session, community, today)
    shown = [persona for persona in personas if persona.id in chosen] or list(personas)
    panel = balance_panel(db.session, community, first, last, personas=shown, now=now())
    meters = connections.quota_meters(db.session, community, first, last, now=now())
    template = "calendar/_balance.html" if request.headers.get("HX-Request") else "calendar/balance.html"
    return render_template(
        template, panel=panel, meters=meters, community=community, may_edit=actor.role.covers(Role.EDITOR)
    )


def _day(name: str, default: date) -> date:
    """Raises Invalid for what is no day of the years the calendar covers."""
    text = request.args.get(name, "")
    if not text:
        return default
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(_("The balance needs days of the years 2000 to 2100."), _("Write them like 2027-06-09."))
    return day
