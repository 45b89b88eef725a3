"""Taking a template: asking for its blanks, handing over the words, and what became of it."""

from __future__ import annotations

from uuid import uuid4

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.library import service as library
from app.models import Community, ContentItem, ReplyOutcome, ReplyUse
from app.reply_desk import at_hand, gaps, taking, uses
from app.reply_desk.blueprint import bp
from app.reply_desk.outcome_keys import OUTCOME_KEYS
from app.reply_desk.pages import local_day
from app.reply_desk.suggest_forms import BLANK
from app.reply_desk.taking import Order
from content_calendar.replies.retrieval import MAX_QUERY
from content_calendar.replies.variables import VariableKind
from content_calendar.workflow import Role


@bp.post("/desk/<int:item_id>/take")
@community_role(Role.EDITOR)
@transactional
def take(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """The blanks that are missing, or the answer, ready to be sent, which is then a use."""
    moment, order = now(), Order.read(request.form)
    item = taking.offered_item(db.session, community, item_id, local_day(community, moment))
    known = taking.known_of(item, order, local_day(community, moment))
    if known.is_open or order.asks:
        page = render_template(
            "reply_desk/_asking.html", community=community, item=item, known=known, order=order, prefix=BLANK,
            kinds=VariableKind,
        )
        return page, 422 if order.was_asked and not order.asks else 200
    use = uses.note(
        db.session, community, item, member_state=order.state, suggested=order.is_suggested,
        key=order.key or uuid4().hex, actor=actor, now=moment,
    )
    return _ready(item, use, known.text, order, actor)


@bp.post("/desk/uses/<int:use_id>/edited")
@community_role(Role.EDITOR)
@transactional
def edited(community: Community, actor: Actor, use_id: int) -> ResponseReturnValue:
    """The operator changed words before sending: how many characters is kept, the words are not."""
    use = uses.get_use(db.session, community, use_id, actor=actor)
    taking.note_edit(db.session, use, request.form.get("before", ""), request.form.get("after", ""))
    return "", 204


@bp.post("/desk/uses/<int:use_id>/outcome")
@community_role(Role.EDITOR)
@transactional
def settle(community: Community, actor: Actor, use_id: int) -> ResponseReturnValue:
    """What became of it; the same key again takes it back."""
    use = uses.get_use(db.session, community, use_id, actor=actor)
    said = ReplyOutcome.named(request.form.get("outcome", ""))
    uses.settle(db.session, use, None if said is use.outcome else said, now=now())
    return render_template("reply_desk/_outcomes.html", community=community, use=use, outcome_keys=OUTCOME_KEYS)


@bp.post("/desk/<int:item_id>/favourite")
@community_role(Role.VIEWER)
@transactional
def favour(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Keep it at hand, or let it go again."""
    item = library.get_item(db.session, community.id, item_id)
    is_kept = at_hand.turn(db.session, item, actor.user)
    return render_template("reply_desk/_favourite.html", community=community, item=item, is_favourite=is_kept)


@bp.post("/desk/gaps")
@community_role(Role.EDITOR)
@transactional
def missed(community: Community, actor: Actor) -> ResponseReturnValue:
    """A search found nothing and its words stayed: counted, masked, for those who write templates."""
    gaps.note(db.session, community, request.form.get("q", "")[:MAX_QUERY], now=now())
    return "", 204


def _ready(item: ContentItem, use: ReplyUse, text: str, order: Order, actor: Actor) -> str:
    return render_template(
        "reply_desk/_ready.html", community=item.community, item=item, use=use, text=text, order=order, prefix=BLANK,
        notes=taking.platform_notes(item), outcome_keys=OUTCOME_KEYS,
        is_favourite=at_hand.is_kept(db.session, item, actor.user),
    )
