"""Campaigns and events to look at: all of them, and one."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.campaigns import editing_routes, event_routes, queries, service
from app.campaigns.blueprint import BASE, bp
from app.campaigns.forms import RetrospectiveForm
from app.campaigns.pages import campaign_page
from app.campaigns.queries import zone_of
from app.communities.service import SETTING_UP
from app.communities.surroundings import Surroundings
from app.core.clock import now
from app.core.database import db
from app.models import Community
from content_calendar.workflow import Role

__all__ = ["bp", "editing_routes", "event_routes"]


@bp.get(BASE)
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    page = queries.index(db.session, community, now=now())
    may_edit = actor.role in SETTING_UP
    return render_template("campaigns/index.html", community=community, page=page, may_edit=may_edit)


@bp.get(f"{BASE}/<int:campaign_id>")
@community_role(Role.VIEWER)
def campaign(community: Community, actor: Actor, campaign_id: int) -> ResponseReturnValue:
    row = service.get_campaign(db.session, community, campaign_id)
    return render_template(
        "campaigns/campaign.html", community=community, page=campaign_page(db.session, community, row, now=now()),
        form=RetrospectiveForm(Surroundings(zone_of(community)), row), may_edit=actor.role in SETTING_UP,
    )
