"""Pasting a member's message. It comes in the body of a POST and goes out with the answer; addresses never hold it."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.running import current_settings
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.models import Community
from app.prompt_library.service import in_production
from app.reply_desk import suggest_adapting as adapting
from app.reply_desk import suggest_keeping as keeping
from app.reply_desk import uses
from app.reply_desk.blueprint import bp
from app.reply_desk.suggest import Pasted, suggestions, usable
from app.reply_desk.suggest_adapting import Adapted
from app.reply_desk.suggest_forms import SuggestForm
from app.reply_desk.suggest_pages import Answer, messages_page, outcome_part, suggest_page
from app.reply_desk.suggest_refusals import NoAnswer, said
from app.reply_desk.taking import NoLongerOffered, offered_item
from content_calendar.vocabulary import MemberState
from content_calendar.workflow import Role


@bp.get("/desk/suggest")
@community_role(Role.EDITOR)
def suggest(community: Community, actor: Actor) -> ResponseReturnValue:
    return suggest_page(community, SuggestForm(formdata=None).offer())


@bp.post("/desk/suggest")
@community_role(Role.EDITOR)
@transactional
def suggest_for(community: Community, actor: Actor) -> ResponseReturnValue:
    form = SuggestForm().offer()
    pasted = form.pasted(request.form)
    fault = pasted.fault()
    if fault:
        return suggest_page(community, form, Answer(fault=fault)), 422
    moment = now()
    found = suggestions(db.session, community, pasted, now=moment)
    kept = keeping.keep(db.session, community, pasted.message, found.reading.scenario, actor=actor, now=moment)
    return suggest_page(community, form, Answer(found, kept=kept))


@bp.post("/desk/suggest/adapt")
@community_role(Role.EDITOR)
@transactional
def adapt(community: Community, actor: Actor) -> ResponseReturnValue:
    form = SuggestForm().offer()
    pasted = form.pasted(request.form)
    fault = pasted.fault()
    if fault:
        return suggest_page(community, form, Answer(fault=fault)), 422
    adapted = _adapted(community, pasted, request.form.get("template", 0, type=row_id))
    found, kept = suggestions(db.session, community, pasted, now=now()), request.form.get("kept", type=row_id)
    return suggest_page(community, form, Answer(found, adapted, kept=kept))


@bp.post("/desk/suggest/taken")
@community_role(Role.EDITOR)
@transactional
def taken(community: Community, actor: Actor) -> ResponseReturnValue:
    """An answer is about to be copied: the template, the member's state and how much is other than in it, not one word.

    The page copies once this says yes: what lost its approval since the page was shown, or has other words, does not.
    """
    sent, moment = request.form, now()
    item = offered_item(db.session, community, sent.get("template", 0, type=row_id), _local_day(community))
    if sent.get("shown") != item.approved_fingerprint:
        raise NoLongerOffered
    use = uses.note(
        db.session, community, item, member_state=MemberState.named(sent.get("member", "")), suggested=True,
        edit_distance=sent.get("edited", 0, type=row_id), key=sent.get("key", ""), actor=actor, now=moment,
    )
    keeping.note_answer(db.session, community, sent.get("kept", 0, type=row_id), item)
    return outcome_part(community, use)


@bp.get("/desk/messages")
@community_role(Role.EDITOR)
def messages(community: Community, actor: Actor) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=row_id)
    return messages_page(community, actor, keeping.kept_messages(db.session, community, page=page))


@bp.post("/desk/messages/<int:kept_id>/delete")
@community_role(Role.EDITOR)
@transactional
def forget(community: Community, actor: Actor, kept_id: int) -> ResponseReturnValue:
    keeping.forget(db.session, community, kept_id)
    flash(_("Message deleted."), "success")
    return redirect(url_for("reply_desk.messages", community_id=community.id), 303)


@bp.post("/desk/messages/delete")
@community_role(Role.ADMIN)
@transactional
def forget_all(community: Community, actor: Actor) -> ResponseReturnValue:
    count = keeping.forget_all(db.session, community)
    flash(ngettext("%(num)s message deleted.", "%(num)s messages deleted.", count), "success")
    return redirect(url_for("reply_desk.messages", community_id=community.id), 303)


def _adapted(community: Community, pasted: Pasted, item_id: int) -> Adapted:
    """The model is asked with no transaction open: it takes its time, and the database belongs to others meanwhile."""
    settings, moment = current_settings(), now()
    today = _local_day(community)
    refusal = adapting.refusal_to_ask(db.session, community, pasted, settings, moment)
    item = usable(db.session, community, item_id, today)
    order = adapting.order_of(item, pasted, in_production(db.session), today) if item else None
    if refusal or order is None:
        return Adapted(item_id, fault=said((refusal or NoAnswer.GONE).value))
    db.session.rollback()
    reply = adapting.ask(order, settings)
    cost = adapting.record(db.session, order, reply, now())
    item = usable(db.session, community, item_id, today)
    if item is None or item.approved_fingerprint != order.fingerprint:
        return Adapted(item_id, fault=said(NoAnswer.GONE.value), cost_micros=cost)
    return adapting.judged(item, order, reply, cost_micros=cost)


def _local_day(community: Community) -> date:
    return now().astimezone(zone_of(community.timezone)).date()
