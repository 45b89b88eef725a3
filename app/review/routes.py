"""The review desk."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.library.pages import item_page
from app.library.queries import load_item
from app.library.service import get_item, may_submit
from app.models import Community
from app.review import service
from app.review.desk import open_desk
from app.review.forms import CommentForm, ReasonForm
from content_calendar.workflow import Action, Role

DESK = "review"

bp = Blueprint("review", __name__, url_prefix="/c/<int:community_id>")


@bp.get("/review")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _desk_page(community, actor, request.args.get("item", type=row_id))


@bp.post("/items/<int:item_id>/submit")
@community_role(Role.EDITOR)
@transactional
def submit(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    reason = request.form.get("in_spite_of", "")
    if not may_submit(get_item(db.session, community.id, item_id, lock=True), reason):
        return item_page(load_item(db.session, community.id, item_id), actor, unfounded=reason), 422
    service.submit_for_review(
        db.session, community.id, item_id, version=_version(), actor=actor, now=now(), in_spite_of=reason
    )
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
    form = ReasonForm()
    item = get_item(db.session, community.id, item_id, lock=True)
    if not form.accepts():
        return _shown_again(community, actor, item_id, reason=form), 422
    if _version() != item.version:
        return _shown_again(community, actor, item_id, reason=form, stale=True), 409
    service.request_changes(
        db.session, community.id, item_id, reason=form.reason.data or "", version=item.version, actor=actor, now=now()
    )
    flash(_("Sent back: %(headline)s", headline=item.headline()), "info")
    return _next(community) if _from_desk() else _to_item(community, item_id)


@bp.post("/items/<int:item_id>/comments")
@community_role(Role.EDITOR)
@transactional
def comment(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    form = CommentForm()
    item = get_item(db.session, community.id, item_id)
    if not form.accepts():
        return _shown_again(community, actor, item_id, comment=form), 422
    service.add_comment(db.session, item, form.body.data or "", actor=actor, now=now())
    if _from_desk():
        return redirect(url_for("review.index", community_id=community.id, item=item_id, persona=_persona()), 303)
    return _to_item(community, item_id)


def _shown_again(
    community: Community, actor: Actor, item_id: int, *, reason: ReasonForm | None = None,
    comment: CommentForm | None = None, stale: bool = False,
) -> str:
    """The page a refused form came from, with what was typed."""
    if _from_desk():
        return _desk_page(community, actor, item_id, reason=reason, comment=comment, stale=stale)
    item = load_item(db.session, community.id, item_id)
    return item_page(item, actor, reason=reason, comment=comment, stale=stale)


def _desk_page(
    community: Community, actor: Actor, item_id: int | None, *, reason: ReasonForm | None = None,
    comment: CommentForm | None = None, stale: bool = False,
) -> str:
    desk = open_desk(
        db.session, community, actor, persona_id=_persona(), item_id=item_id, base=request.args.get("compare"),
        now=now(),
    )
    return render_template(
        "review/index.html", community=community, actor=actor, desk=desk, Action=Action, reason=reason,
        comment=comment, stale=stale,
    )


def _next(community: Community) -> ResponseReturnValue:
    """After a decision the next item opens: the form says which one that was when the page was shown."""
    follower = request.form.get("next", type=row_id)
    return redirect(url_for("review.index", community_id=community.id, item=follower, persona=_persona()), 303)


def _to_item(community: Community, item_id: int) -> ResponseReturnValue:
    return redirect(url_for("library.show", community_id=community.id, item_id=item_id), 303)


def _from_desk() -> bool:
    return request.form.get("back") == DESK


def _persona() -> int | None:
    """Whose texts the desk shows; everybody's without one."""
    return request.values.get("persona", type=row_id)


def _version() -> int:
    """The item's version when the page was opened; 0, which no item has, when it was tampered with."""
    return request.form.get("version", 0, type=row_id)
