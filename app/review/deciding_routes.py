"""Yes, no, and thinking better of it: for one text, or for several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import QunbiError
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.library.pages import item_page
from app.library.queries import load_item
from app.models import Community, ContentItem
from app.review import bulk, service
from app.review.addresses import from_desk, to_desk, to_item, version
from app.review.attempts import Attempt, Outcome, attempt, attempt_each
from app.review.blueprint import bp
from app.review.forms import ReasonForm, read_chosen
from app.review.pages import desk_page, offer_undo
from app.review.sending_back import send_back
from content_calendar.workflow import Action, Role, State


@bp.post("/items/<int:item_id>/approve")
@community_role(Role.REVIEWER)
@transactional
def approve(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    moment, seen = now(), version()
    found = attempt(
        _wish(community, actor, Action.APPROVE, moment), item_id,
        lambda: service.approve(db.session, community.id, item_id, version=seen, actor=actor, now=moment),
    )
    if isinstance(found, QunbiError):
        return desk_page(community, actor, item_id, refusal=found), found.status
    offer_undo([found], _said_yes(found))
    return to_desk(community, actor, _follower(community))


@bp.post("/items/<int:item_id>/request-changes")
@community_role(Role.REVIEWER)
@transactional
def request_changes(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    form, moment, seen = ReasonForm(), now(), version()
    if not form.accepts():
        return _asked_again(community, actor, item_id, form), 422
    found = attempt(
        _wish(community, actor, Action.REQUEST_CHANGES, moment), item_id,
        lambda: send_back(db.session, community, item_id, form, version=seen, actor=actor, now=moment),
    )
    if isinstance(found, QunbiError):
        return _asked_again(community, actor, item_id, form, found), found.status
    return _sent_back(community, actor, found)


def _sent_back(community: Community, actor: Actor, item: ContentItem) -> ResponseReturnValue:
    if item.state is State.DRAFTING:
        flash(_("Sent back and being drafted again: %(headline)s", headline=item.headline()), "info")
        return to_desk(community, actor, _follower(community)) if from_desk() else to_item(community, item.id)
    said = _("Sent back: %(headline)s", headline=item.headline())
    if from_desk():
        offer_undo([item], said)
        return to_desk(community, actor, _follower(community))
    flash(said, "info")
    return to_item(community, item.id)


@bp.post("/review/approve")
@community_role(Role.REVIEWER)
@transactional
def approve_several(community: Community, actor: Actor) -> ResponseReturnValue:
    """Every ticked text through the same gate as one alone; what was refused is told with its reason."""
    chosen, outcome = _decide_each(community, actor, Action.APPROVE, bulk.approve_clean)
    if not chosen:
        return desk_page(community, actor, refusal=bulk.NothingChosen()), 422
    if outcome.done:
        offer_undo(list(outcome.done), _("Approved: %(count)s", count=len(outcome.done)))
    return (desk_page(community, actor, outcome=outcome), 409) if outcome.refused else to_desk(community, actor)


@bp.post("/review/take-back")
@community_role(Role.REVIEWER)
@transactional
def take_back(community: Community, actor: Actor) -> ResponseReturnValue:
    """Undo: the decisions of the page before, while nothing else happened to their items."""
    chosen, outcome = _decide_each(community, actor, Action.TAKE_BACK, service.take_back)
    if not chosen:
        return desk_page(community, actor, refusal=bulk.NothingChosen()), 422
    if outcome.refused:
        return desk_page(community, actor, outcome=outcome), 409
    flash(_("The decision was taken back."), "success")
    return to_desk(community, actor, chosen[0][0])


def _decide_each(
    community: Community, actor: Actor, action: Action, decide: Callable[..., ContentItem]
) -> tuple[Sequence[tuple[int, int]], Outcome]:
    """The ticked texts, each a number and the version that was seen, and what the decision about each led to."""
    moment, chosen = now(), read_chosen(request.form.getlist("chosen"))
    return chosen, attempt_each(
        _wish(community, actor, action, moment), chosen,
        lambda item_id, seen: decide(db.session, community.id, item_id, version=seen, actor=actor, now=moment),
    )


def _wish(community: Community, actor: Actor, action: Action, moment: datetime) -> Attempt:
    return Attempt(db.session, community.id, action, actor, moment)


def _said_yes(item: ContentItem) -> str:
    if item.state is State.IN_REVIEW:
        return str(_("Step 1 of 2 passed: %(headline)s", headline=item.headline()))
    return str(_("Approved: %(headline)s", headline=item.headline()))


def _asked_again(
    community: Community, actor: Actor, item_id: int, form: ReasonForm, refusal: QunbiError | None = None
) -> str:
    """The page a refused form came from, with what was ticked and typed."""
    if from_desk():
        return desk_page(community, actor, item_id, reason=form, refusal=refusal)
    item = load_item(db.session, community.id, item_id)
    return item_page(item, actor, reason=form, stale=refusal is not None)


def _follower(community: Community) -> int | None:
    """The item that stood next when the page was shown, if it still waits."""
    follower = request.form.get("next", type=row_id)
    return follower if follower and bulk.still_waits(db.session, community.id, follower) else None
