"""The review desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.library.findings import findings_of
from app.library.queries import load_item
from app.library.service import get_item
from app.models import Community, ContentItem
from app.review import queries, service
from content_calendar.workflow import Action, Role, allowed_actions

bp = Blueprint("review", __name__, url_prefix="/c/<int:community_id>")


@bp.get("/review")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    waiting = queries.queue(db.session, community, persona_id=request.args.get("persona", type=int))
    place = _place(waiting, request.args.get("item", type=int))
    item = load_item(db.session, community.id, waiting[place].item_id) if waiting else None
    return render_template(
        "review/index.html",
        community=community,
        waiting=waiting,
        place=place,
        item=item,
        pieces=queries.changes_since_draft(item) if item else [],
        findings=findings_of(item) if item else (),
        actions=allowed_actions(item.state, actor.role) if item else frozenset(),
        is_own=item is not None and _is_own(item, actor),
        Action=Action,
        persona_id=request.args.get("persona", type=int),
    )


@bp.post("/items/<int:item_id>/submit")
@community_role(Role.EDITOR)
@transactional
def submit(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    service.submit_for_review(db.session, community.id, item_id, version=_version(), actor=actor, now=now())
    flash(_("Sent to review."), "success")
    return redirect(url_for("library.show", community_id=community.id, item_id=item_id), 303)


@bp.post("/items/<int:item_id>/withdraw")
@community_role(Role.EDITOR)
@transactional
def withdraw(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    service.withdraw(db.session, community.id, item_id, version=_version(), actor=actor, now=now())
    flash(_("Taken back from review."), "info")
    return redirect(url_for("library.show", community_id=community.id, item_id=item_id), 303)


@bp.post("/items/<int:item_id>/approve")
@community_role(Role.REVIEWER)
@transactional
def approve(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item = service.approve(db.session, community.id, item_id, version=_version(), actor=actor, now=now())
    flash(_("Approved: %(headline)s", headline=item.headline()), "success")
    return _next(community)


@bp.post("/items/<int:item_id>/request-changes")
@community_role(Role.REVIEWER)
@transactional
def request_changes(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item = service.request_changes(
        db.session, community.id, item_id, reason=request.form.get("reason", ""), version=_version(), actor=actor,
        now=now(),
    )
    flash(_("Sent back: %(headline)s", headline=item.headline()), "info")
    return _next(community)


@bp.post("/items/<int:item_id>/comments")
@community_role(Role.EDITOR)
@transactional
def comment(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item = get_item(db.session, community.id, item_id)
    service.add_comment(db.session, item, request.form.get("body", ""), actor=actor, now=now())
    back = "review.index" if request.form.get("back") == "review" else "library.show"
    where = {"item": item_id} if back == "review.index" else {"item_id": item_id}
    return redirect(url_for(back, community_id=community.id, **where), 303)


def _place(waiting: list[queries.Waiting], item_id: int | None) -> int:
    """Where the asked item stands in the queue; the first when it is not there any more."""
    return next((place for place, entry in enumerate(waiting) if entry.item_id == item_id), 0)


def _next(community: Community) -> ResponseReturnValue:
    """After a decision the next item opens: the form says which one that was when the page was shown."""
    follower = request.form.get("next", type=int)
    persona = request.form.get("persona", type=int)
    return redirect(url_for("review.index", community_id=community.id, item=follower, persona=persona), 303)


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _is_own(item: ContentItem, actor: Actor) -> bool:
    return item.current_revision is not None and item.current_revision.author_id == actor.user.id
