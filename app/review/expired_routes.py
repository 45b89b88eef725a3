"""What expired unapproved, each with its next good slot."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.models import Community
from app.review.blueprint import bp
from app.review.expired import list_expired
from app.review.new_slots import REMEMBERED
from content_calendar.workflow import Role


@bp.get("/review/expired")
@community_role(Role.VIEWER)
def expired(community: Community, actor: Actor) -> ResponseReturnValue:
    return render_template(
        "review/expired.html", community=community, expired=list_expired(db.session, community, now=now()),
        may_edit=actor.role.covers(Role.EDITOR), days=REMEMBERED.days,
    )
