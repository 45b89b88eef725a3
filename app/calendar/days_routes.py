"""The days of a community: occasions to speak of or not, own days, days without posts, holidays from a file."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.calendar import days_service
from app.calendar.addresses import local_today
from app.calendar.blueprint import bp
from app.calendar.day_files import read_days, read_written, written
from app.calendar.day_forms import BlackoutForm, DayFileForm, MarkForm, OwnDayForm
from app.calendar.day_words import Otherwise, read_day
from app.calendar.days_import import DryRun, dry_run, take_over
from app.calendar.days_page import Show, days_page
from app.calendar.filters import ids
from app.calendar.queries import zone_of
from app.communities.blueprint import refused_page, saved_from, setting_up
from app.communities.service import SETTING_UP
from app.communities.surroundings import Surroundings
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.transactions import transactional
from app.models import Community, MarkedDay
from content_calendar.workflow import Role

BASE = "/c/<int:community_id>/calendar/days"
FORMS: dict[str, type[MarkForm]] = {"own": OwnDayForm, "blackout": BlackoutForm}


@bp.get(BASE)
@community_role(Role.VIEWER)
def days(community: Community, actor: Actor) -> ResponseReturnValue:
    start = read_day(request.args.get("from", "")) or local_today(community, now())
    shown = Show.named(request.args.get("show", "")) or Show.ALL
    page = days_page(db.session, community, start, shown, may_edit=actor.role in SETTING_UP)
    return render_template("calendar/days.html", community=community, page=page, today=local_today(community, now()))


@bp.post(f"{BASE}/<any(ignore,speak):step>")
@community_role(Role.EDITOR)
@setting_up
@transactional
def days_ignore(community: Community, actor: Actor, step: str) -> ResponseReturnValue:
    """Speak of some occasions no longer, or again."""
    keys = [key for key in request.form.get("keys", "").split(",") if key]
    days_service.set_ignored(db.session, community, keys, ignored=step == "ignore")
    return redirect(_back(community, keys[0] if len(keys) == 1 else ""), 303)


@bp.get(f"{BASE}/new/<any(own,blackout):kind>")
@community_role(Role.EDITOR)
@setting_up
def days_new(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    form = FORMS[kind](_around(community))
    if form.on.data is None and read_day(request.args.get("on", "")):
        form.on.data = request.args["on"]
    return render_template("calendar/day_form.html", community=community, form=form, kind=kind, row=None)


@bp.post(f"{BASE}/new/<any(own,blackout):kind>")
@community_role(Role.EDITOR)
@setting_up
@transactional
def days_create(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    form = FORMS[kind](_around(community))
    count = saved_from(form, lambda day: days_service.mark(db.session, community, day, now=now()))
    if count is None:
        return refused_page("calendar/day_form.html", form, community=community, kind=kind, row=None)
    flash(ngettext("One day marked.", "%(num)s days marked.", count), "success")
    return redirect(_page_of(community, form.written.on), 303)


@bp.get(f"{BASE}/<int:day_id>/edit")
@community_role(Role.EDITOR)
@setting_up
def days_edit(community: Community, actor: Actor, day_id: int) -> ResponseReturnValue:
    row = days_service.get_own_day(db.session, community, day_id)
    form = OwnDayForm(_around(community), row)
    return render_template("calendar/day_form.html", community=community, form=form, kind="own", row=row)


@bp.post(f"{BASE}/<int:day_id>/edit")
@community_role(Role.EDITOR)
@setting_up
@transactional
def days_save(community: Community, actor: Actor, day_id: int) -> ResponseReturnValue:
    row = days_service.get_own_day(db.session, community, day_id, lock=True)
    form = OwnDayForm(_around(community), row)
    saved: MarkedDay | None = saved_from(
        form, lambda day: days_service.change(db.session, row, day, version=form.typed_version())
    )
    if saved is None:
        return refused_page("calendar/day_form.html", form, community=community, kind="own", row=row)
    flash(_("Day saved."), "success")
    return redirect(_page_of(community, saved.on), 303)


@bp.post(f"{BASE}/delete")
@community_role(Role.EDITOR)
@setting_up
@transactional
def days_delete(community: Community, actor: Actor) -> ResponseReturnValue:
    chosen = list(ids(request.form.get("ids", "").split(",")))
    count = days_service.remove(db.session, community, chosen)
    flash(ngettext("One day is no longer marked.", "%(num)s days are no longer marked.", count), "info")
    return redirect(_back(community), 303)


@bp.get(f"{BASE}/import")
@community_role(Role.EDITOR)
@setting_up
def days_import(community: Community, actor: Actor) -> ResponseReturnValue:
    return _import_page(community, DayFileForm().offer())


@bp.post(f"{BASE}/import")
@community_role(Role.EDITOR)
@setting_up
@transactional
def days_read(community: Community, actor: Actor) -> ResponseReturnValue:
    """What the file would change; it is not kept, the days to add stand in the page."""
    form = DayFileForm().offer()
    if not form.validate():
        return _import_page(community, form), 422
    try:
        file = read_days(_handed_in(form), Otherwise(form.otherwise.data))
    except Invalid as error:
        field = form.file if form.file.data else form.pasted
        field.errors = [f"{error.cause} {error.remedy}"]
        return _import_page(community, form), 422
    return _import_page(community, form, dry_run(db.session, community, file))


@bp.post(f"{BASE}/import/accept")
@community_role(Role.EDITOR)
@setting_up
@transactional
def days_accept(community: Community, actor: Actor) -> ResponseReturnValue:
    listed = read_written(request.form.get("days", ""))
    count = take_over(db.session, community, listed, now=now())
    if count:
        flash(ngettext("One day marked.", "%(num)s days marked.", count), "success")
    else:
        flash(_("All of these days are marked already; nothing was added."), "info")
    start = max(listed[0].on, local_today(community, now())) if listed else None
    return redirect(_page_of(community, start, show=Show.ALL), 303)


def _import_page(community: Community, form: DayFileForm, run: DryRun | None = None) -> str:
    return render_template(
        "calendar/days_import.html", community=community, form=form, run=run, days=written(run.days) if run else "",
    )


def _handed_in(form: DayFileForm) -> bytes:
    if form.file.data and form.file.data.filename:
        with closing(form.file.data) as file:
            return bytes(file.read())
    return (form.pasted.data or "").encode()


def _around(community: Community) -> Surroundings:
    return Surroundings(zone_of(community))


def _page_of(community: Community, on: date | None, show: Show = Show.ALL) -> str:
    """The list that shows a day: the coming twelve months, or those from its month on."""
    today = local_today(community, now())
    start = None if on is None or 0 <= (on - today).days < 365 else on.replace(day=1)  # noqa: PLR2004 - days shown
    return _address(community, start.isoformat() if start else None, show)


def _back(community: Community, anchor: str = "") -> str:
    """The list as it was when the button was pressed."""
    start = read_day(request.form.get("from", ""))
    shown = Show.named(request.form.get("show", "")) or Show.ALL
    return _address(community, start.isoformat() if start else None, shown, anchor)


def _address(community: Community, start: str | None, shown: Show, anchor: str = "") -> str:
    place: dict[str, Any] = {"from": start, "show": None if shown is Show.ALL else shown.value}
    return url_for(
        "calendar.days", community_id=community.id, _anchor=f"day-{anchor}" if anchor else None, **place
    )
