"""What is said beside the decision: comments, and words changed in place."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import QunbiError
from app.core.transactions import transactional
from app.library.pages import item_page, kept_words
from app.library.queries import load_item
from app.library.service import get_item
from app.models import Community, ContentItem
from app.review import editing, mentions, service
from app.review.addresses import from_desk, to_desk, to_item
from app.review.attempts import Attempt, NotWaiting, attempt
from app.review.blueprint import bp
from app.review.forms import CommentForm
from app.review.pages import desk_page
from content_calendar.workflow import Action, Role, State


@bp.post("/items/<int:item_id>/comments")
@community_role(Role.EDITOR)
@transactional
def comment(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    form = CommentForm()
    item = get_item(db.session, community.id, item_id)
    if not form.accepts():
        return _shown_again(community, actor, item_id, form), 422
    mentions.add_comment(db.session, item, form.body.data or "", actor=actor, now=now())
    return to_desk(community, actor, item_id) if from_desk() else to_item(community, item_id)


def _shown_again(community: Community, actor: Actor, item_id: int, form: CommentForm) -> str:
    if from_desk():
        return desk_page(community, actor, item_id, comment=form)
    return item_page(load_item(db.session, community.id, item_id), actor, comment=form)


@bp.post("/items/<int:item_id>/words")
@community_role(Role.EDITOR)
@transactional
def edit(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """A quick edit: the words are saved and wait on. What cannot be saved comes back with everything typed."""
    item, moment = get_item(db.session, community.id, item_id, lock=True), now()
    form = editing.read_words()
    if item.state is not State.IN_REVIEW:
        return kept_words(item, actor, form) or _too_late()
    if not form.accepts():
        return desk_page(community, actor, item_id, words=form), 422
    if form.opened_on() != item.version:
        return desk_page(community, actor, item_id, words=form, stale=True), 409
    wanted = Attempt(db.session, community.id, Action.EDIT, actor, moment)
    found = attempt(wanted, item_id, lambda: editing.save(db.session, item, form, actor=actor, now=moment))
    if isinstance(found, QunbiError):
        return desk_page(community, actor, item_id, words=form, refusal=found), found.status
    return _edited(community, actor, found)


def _too_late() -> ResponseReturnValue:
    raise NotWaiting


def _edited(community: Community, actor: Actor, item: ContentItem) -> ResponseReturnValue:
    if item.state is not State.IN_REVIEW:
        flash(_("Saved as a draft: a check found something that must be fixed before it can be reviewed."), "warning")
        return to_item(community, item.id)
    flash(_("Saved. It waits for review with the new words."), "success")
    in_the_way = service.obstacle(item, actor, now=now())
    if isinstance(in_the_way, service.OwnCopy):
        flash(_("You changed the words, so somebody else must approve them now."), "info")
    return to_desk(community, actor, item.id)
