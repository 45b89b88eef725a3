"""The calendar's pages: month, week and list; one post in full; moving a post and putting it away."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.calendar import (  # noqa: F401 - the routes hang themselves on bp
    days_routes,
    editing_routes,
    plan_routes,
    queries,
    service,
)
from app.calendar.addresses import calendar_at, local_today
from app.calendar.blueprint import bp
from app.calendar.feed import chips, feed_entry
from app.calendar.filters import Filters, Place
from app.calendar.forms import MoveBackForm, MoveForm, VersionForm, in_words, posted, wall_clock
from app.calendar.item_page import item_page
from app.calendar.moved import moved_fields, say_placed
from app.calendar.pages import calendar_page, read_placed
from app.calendar.period import FIRST_DAY, LAST_DAY
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.transactions import transactional
from app.library.pages import editor_parts
from app.library.queries import load_item
from app.models import Community
from content_calendar.workflow import Action, Role

FEED_DAYS = 100


@bp.get("/c/<int:community_id>/calendar")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    moment = now()
    place = Place.read(request.args, local_today(community, moment))
    if len(request.args.getlist("persona")) > 1:
        return redirect(url_for("calendar.index", community_id=community.id, **place.parameters()))
    placed = read_placed(request.args.get("placed", ""))
    page = calendar_page(db.session, community, place, placed, actor=actor, now=moment)
    return render_template("calendar/index.html", page=page, community=community)


@bp.get("/c/<int:community_id>/calendar/feed")
@community_role(Role.VIEWER)
def feed(community: Community, actor: Actor) -> ResponseReturnValue:
    """Posts from the day of `start` up to, but not on, the day of `end`, as JSON; none outside 2000 to 2100."""
    start, end = (_feed_day(request.args.get(name, "")) for name in ("start", "end"))
    if not timedelta(0) < end - start <= timedelta(days=FEED_DAYS):
        raise Invalid(_("The feed answers 1 to %(limit)s days.", limit=FEED_DAYS), _("Ask for fewer days."))
    first, last = max(start, FIRST_DAY), min(end - timedelta(days=1), LAST_DAY)
    found = queries.entries(db.session, community, first, last, Filters.read(request.args))
    return jsonify([feed_entry(chip) for chip in chips(found, community, actor.role, now())])


@bp.get("/c/<int:community_id>/calendar/items/<int:item_id>")
@community_role(Role.VIEWER)
def item(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """One post with its editor: a fragment for the drawer, a page of its own without scripts."""
    item = load_item(db.session, community.id, item_id)
    page = item_page(db.session, community, item, actor=actor, now=now())
    template = "calendar/_item.html" if request.headers.get("HX-Request") else "calendar/item.html"
    return render_template(template, page=page, **editor_parts(item, actor))


@bp.post("/c/<int:community_id>/items/<int:item_id>/move")
@community_role(Role.EDITOR)
@transactional
def move(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    form = MoveForm(formdata=posted())
    if not form.validate():
        raise Invalid(in_words(form), _("Nothing was moved."))
    slot, version = wall_clock(form.slot), form.version.data
    placement = service.move(db.session, community, item_id, slot, version=version, actor=actor, now=now())
    if request.is_json:
        return jsonify(moved_fields(placement, community, actor))
    say_placed(placement, community, _("Moved to %(time)s."))
    return redirect(_page_before(community, item_id) or calendar_at(community, placement.at.date()), 303)


@bp.post("/c/<int:community_id>/items/<int:item_id>/move-back")
@community_role(Role.EDITOR)
@transactional
def move_back(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Undo of a move, asked for by the script that made it."""
    form = MoveBackForm(formdata=posted())
    if not form.validate():
        raise Invalid(in_words(form), _("Nothing was moved."))
    placement = service.take_back(
        db.session, community, item_id, wall_clock(form.slot), pinned=form.pinned.data, version=form.version.data,
        actor=actor, now=now(),
    )
    return jsonify(moved_fields(placement, community, actor))


@bp.post("/c/<int:community_id>/calendar/items/<int:item_id>/archive")
@community_role(Role.EDITOR)
@transactional
def archive(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    return _set_aside(community, actor, item_id, Action.ARCHIVE, _("Archived: it no longer stands in the calendar."))


@bp.post("/c/<int:community_id>/calendar/items/<int:item_id>/restore")
@community_role(Role.EDITOR)
@transactional
def restore(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    return _set_aside(community, actor, item_id, Action.RESTORE, _("Back in the calendar."))


def _set_aside(community: Community, actor: Actor, item_id: int, action: Action, sentence: str) -> ResponseReturnValue:
    form = VersionForm()
    if not form.validate():
        raise Invalid(in_words(form), _("Reload the page and try again."))
    item = service.set_aside(
        db.session, community, item_id, action, version=form.version.data, actor=actor, now=now()
    )
    flash(sentence, "success")
    day = (item.slot_at or now()).astimezone(queries.zone_of(community)).date()
    return redirect(calendar_at(community, day), 303)


def _page_before(community: Community, item_id: int) -> str | None:
    """The page a form that moves an expired post stood on, when that is not the calendar."""
    match request.form.get("back"):
        case "item":
            return url_for("library.show", community_id=community.id, item_id=item_id)
        case "expired":
            return url_for("review.expired", community_id=community.id)
        case "today":
            return url_for("today.index")
    return None


def _feed_day(text: str) -> date:
    """The day an ISO date or moment begins with."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Invalid(_("The feed needs a start and an end."), _("Write them like 2027-06-09.")) from None
