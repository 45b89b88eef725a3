"""The cost page: what models were asked this month and what it came to."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.access import Actor, communities_of, community_role
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.models import Community
from app.spending import queries, service
from app.spending.months import Month
from content_calendar.workflow import Role

bp = Blueprint("spending", __name__, url_prefix="/c/<int:community_id>/insights/cost")


@bp.app_context_processor
def _currency() -> dict[str, object]:
    """What every amount of money on a page is in."""
    return {"currency": current_settings().currency}


@bp.get("")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    present = Month.of(now(), community.timezone)
    month = min(Month.written(request.args.get("month", "")) or present, present)
    communities = communities_of(current_user)
    return render_template(
        "spending/index.html",
        community=community,
        month=month,
        is_present=month == present,
        account=queries.account(db.session, community, month),
        communities=service.month_spent(db.session, communities, dict.fromkeys((one.id for one in communities), month)),
        tests=service.unassigned_spent(db.session, month, community.timezone) if current_user.is_owner else None,
        may_set=actor.role is Role.ADMIN,
        model_configured=current_settings().model_configured,
    )
