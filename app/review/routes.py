"""The review desk, and handing a text to it; what is decided there stands in `deciding_routes`."""

from __future__ import annotations

from flask import flash, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.library.pages import item_page
from app.library.queries import load_item
from app.library.service import get_item, may_submit
from app.models import Community
from app.review import claims, deciding_routes, expired_routes, mentions, service, talking_routes
from app.review.addresses import asked, kept, to_desk, to_item, version
from app.review.blueprint import bp
from app.review.pages import desk_page
from content_calendar.workflow import Role

__all__ = ["bp", "deciding_routes", "expired_routes", "talking_routes"]
"""Importing this module hangs every route of the room on the blueprint."""


@bp.get("/review")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return desk_page(community, actor, writing="edit" in request.args)


@bp.post("/items/<int:item_id>/submit")
@community_role(Role.EDITOR)
@transactional
def submit(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    reason = request.form.get("in_spite_of", "")
    if not may_submit(get_item(db.session, community.id, item_id, lock=True), reason):
        return item_page(load_item(db.session, community.id, item_id), actor, unfounded=reason), 422
    service.submit_for_review(
        db.session, community.id, item_id, version=version(), actor=actor, now=now(), in_spite_of=reason
    )
    flash(_("Sent to review."), "success")
    return to_item(community, item_id)


@bp.post("/items/<int:item_id>/withdraw")
@community_role(Role.EDITOR)
@transactional
def withdraw(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    service.withdraw(db.session, community.id, item_id, version=version(), actor=actor, now=now())
    flash(_("Taken back from review."), "info")
    return to_item(community, item_id)


@bp.post("/items/<int:item_id>/claim")
@community_role(Role.REVIEWER)
@transactional
def claim(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Say that one looks at it, again and again while it is open; `over` takes another's place knowingly."""
    takes_over = "over" in request.form
    held = claims.claim(db.session, community.id, item_id, actor=actor, now=now(), takes_over=takes_over)
    if takes_over:
        return to_desk(community, actor, item_id)
    return render_template(
        "review/_claim.html", claim=held, actor=actor, community=community, item_id=item_id, may_claim=True,
        part=kept(asked(community, actor).sieve),
    )


@bp.post("/items/<int:item_id>/release")
@community_role(Role.REVIEWER)
@transactional
def release(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    claims.release(db.session, community.id, item_id, actor=actor)
    return "", 204


@bp.get("/review/people")
@community_role(Role.EDITOR)
def people(community: Community, actor: Actor) -> ResponseReturnValue:
    """Who can be named in a comment, for a script."""
    return jsonify([person.name for person in mentions.people(db.session, community.id)])
