"""Placing a post by hand, and changing what a planned post is about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.calendar import queries, service
from app.calendar.addresses import calendar_at, local_today
from app.calendar.blueprint import bp
from app.calendar.choices import Choices, choices
from app.calendar.forms import ItemForm, details_of
from app.calendar.moved import say_placed
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.library import service as library
from app.models import Community, ContentItem
from content_calendar.workflow import Role

USUAL_TIME = time(10)


@bp.get("/c/<int:community_id>/calendar/new")
@community_role(Role.EDITOR)
def new(community: Community, actor: Actor) -> ResponseReturnValue:
    offered = _offered(community)
    persona = request.args.get("persona", type=int) or next((one.id for one in offered.personas), None)
    form = ItemForm(data={"persona": persona, "slot": _opening_slot(community)}).offer(offered)
    return _show_form(form, community)


@bp.post("/c/<int:community_id>/calendar/new")
@community_role(Role.EDITOR)
@transactional
def create(community: Community, actor: Actor) -> ResponseReturnValue:
    form = ItemForm().offer(_offered(community))
    if not form.validate():
        return _show_form(form, community), 422
    try:
        placement = service.place_item(db.session, community, form.details(), actor=actor, now=now())
    except (library.SlotInPast, library.SlotOutOfReach) as why:
        form.slot.errors = [f"{why.cause} {why.remedy}"]
        return _show_form(form, community), 422
    say_placed(placement, community, _("The post stands at %(time)s."))
    return redirect(calendar_at(community, placement.at.date()), 303)


@bp.get("/c/<int:community_id>/calendar/items/<int:item_id>/details")
@community_role(Role.EDITOR)
def details(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item = queries.item_in_full(db.session, community, item_id)
    if not service.may_change_details(item.state, actor):
        raise service.DetailsFixed
    return _show_form(_form_of(item, community), community, item=item)


@bp.post("/c/<int:community_id>/calendar/items/<int:item_id>/details")
@community_role(Role.EDITOR)
@transactional
def change_details(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    form = ItemForm().offer(_offered(community))
    item = queries.item_in_full(db.session, community, item_id)
    if not form.validate():
        return _show_form(form, community, item=item), 422
    try:
        placement = service.change_details(
            db.session, community, item_id, form.details(), version=form.version.data or 0, actor=actor, now=now()
        )
    except (library.SlotInPast, library.SlotOutOfReach) as why:
        form.slot.errors = [f"{why.cause} {why.remedy}"]
        return _show_form(form, community, item=item), 422
    except library.StaleVersion:
        return _show_form(form, community, item=item, newer=_form_of(item, community)), 409
    say_placed(placement, community, _("Saved. The post stands at %(time)s."))
    return redirect(calendar_at(community, placement.at.date()), 303)


def _show_form(
    form: ItemForm, community: Community, *, item: ContentItem | None = None, newer: ItemForm | None = None
) -> str:
    """The form; with `newer`, what somebody else saved meanwhile stands beside what was typed."""
    return render_template("calendar/form.html", form=form, community=community, item=item, newer=newer)


def _form_of(item: ContentItem, community: Community) -> ItemForm:
    """A form that shows the item as it is now, whatever was sent."""
    slot = item.slot_at.astimezone(queries.zone_of(community)) if item.slot_at else None
    return ItemForm(formdata=None, data=details_of(item, slot)).offer(_offered(community))


def _offered(community: Community) -> Choices:
    return choices(db.session, community, local_today(community, now()))


def _opening_slot(community: Community) -> datetime:
    """The day the address names, else tomorrow; at the time it names, else at ten."""
    tomorrow = local_today(community, now()) + timedelta(days=1)
    try:
        return datetime.fromisoformat(request.args.get("slot", "")).replace(tzinfo=None)
    except ValueError:
        return datetime.combine(_day(request.args.get("date", "")) or tomorrow, USUAL_TIME)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
