"""The dates of a column: when it comes next, what is different about single days, and when it rests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter, ValidationError

from app.accounts.access import Actor, community_role
from app.communities import columns, service
from app.communities.blueprint import bp, refused_page, saved_from, setting_up
from app.communities.date_forms import ChangeForm, DayForm, MoveForm, PauseForm, Scope, WrittenChange, rhythm_now
from app.communities.date_page import dates_page, phase_on
from app.communities.preview import preview_of
from app.communities.series_rows import series_of
from app.communities.surroundings import Surroundings
from app.communities.written_form import WrittenForm
from app.core.clock import now
from app.core.database import db
from app.core.i18n import language
from app.core.text_fields import Day
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.models import Column, Community
from content_calendar.workflow import Role

_BASE = "/c/<int:community_id>/community/columns/<int:row_id>/dates"
_day: TypeAdapter[date] = TypeAdapter(Day)


@dataclass(frozen=True, slots=True)
class Step:
    """What one button of the page does: the form it sends, the service, and what is said afterwards."""

    form: type[WrittenForm]
    act: Callable[..., None]
    done: object


STEPS = {
    "leave-out": Step(
        DayForm, lambda column, day, **at: columns.change_one(db.session, column, day.on, None, **at),
        _l("That date is left out. A post already in the calendar stays until it is planned anew."),
    ),
    "restore": Step(
        DayForm, lambda column, day, **at: columns.restore_one(db.session, column, day.on, **at),
        _l("That date is as the rhythm has it."),
    ),
    "move": Step(
        MoveForm, lambda column, move, **at: columns.change_one(db.session, column, move.on, move.to, **at),
        _l("That date is moved. A post already in the calendar stays until it is planned anew."),
    ),
    "take-back": Step(
        DayForm, lambda column, day, **at: columns.take_back(db.session, column, day.on, **at),
        _l("That change will not come; the rhythm before it goes on."),
    ),
    "pause": Step(
        PauseForm, lambda column, pause, **at: columns.pause(db.session, column, pause.first, pause.last, **at),
        _l("Pause noted. What is planned stays; nothing new is added."),
    ),
    "resume": Step(
        DayForm, lambda column, day, **at: columns.resume(db.session, column, day.on, **at), _l("The pause is over."),
    ),
}


@bp.get(_BASE)
@community_role(Role.VIEWER)
def column_dates(community: Community, actor: Actor, row_id: int) -> ResponseReturnValue:
    column = service.get_column(db.session, community, row_id)
    may_edit = actor.role in service.SETTING_UP
    return render_template("communities/dates.html", **_page(community, column), form=None, step="", may_edit=may_edit)


@bp.post(f"{_BASE}/<any('leave-out',restore,move,'take-back',pause,resume):step>")
@community_role(Role.EDITOR)
@setting_up
@transactional
def change_dates(community: Community, actor: Actor, row_id: int, step: str) -> ResponseReturnValue:
    column = service.get_column(db.session, community, row_id, lock=True)
    form = STEPS[step].form(Surroundings(zone=_zone(community)))
    if _saved(form, column, STEPS[step].act, community) is None:
        return refused_page("communities/dates.html", form, **_page(community, column), step=step, may_edit=True)
    flash(str(STEPS[step].done), "success")
    return _back(column, community)


@bp.get(f"{_BASE}/change")
@community_role(Role.EDITOR)
@setting_up
def edit_rhythm(community: Community, actor: Actor, row_id: int) -> ResponseReturnValue:
    column = service.get_column(db.session, community, row_id)
    on = _asked_day(now().astimezone(_zone(community)).date())
    phase = phase_on(series_of(column, _zone(community)), on)
    typed = {**rhythm_now(phase, on.isoformat()), "version": str(column.version)}
    form = ChangeForm(Surroundings(zone=_zone(community)), data=typed)
    return render_template("communities/rhythm.html", form=form, **_change_page(community, column, form))


@bp.post(f"{_BASE}/change")
@community_role(Role.EDITOR)
@setting_up
@transactional
def save_rhythm(community: Community, actor: Actor, row_id: int) -> ResponseReturnValue:
    column = service.get_column(db.session, community, row_id, lock=True)
    form = ChangeForm(Surroundings(zone=_zone(community)))
    if _saved(form, column, _change, community) is None:
        return refused_page("communities/rhythm.html", form, **_change_page(community, column, form))
    flash(_("The rhythm is changed."), "success")
    return _back(column, community)


def _change(column: Column, written: WrittenChange, **at: Any) -> None:
    if written.scope is Scope.ALL:
        columns.change_all(db.session, column, written.rule, written.at, **at)
    else:
        columns.change_from(db.session, column, written.starts_on, written.rule, written.at, **at)


def _saved(form: WrittenForm, column: Column, act: Callable[..., None], community: Community) -> Column | None:
    def save(written: Any) -> Column:
        act(column, written, version=form.typed_version(), zone=_zone(community), now=now())
        return column

    return saved_from(form, save)


def _page(community: Community, column: Column) -> dict[str, Any]:
    page = dates_page(db.session, column, _zone(community), language=language(), now=now())
    return {"community": community, "column": column, "page": page}


def _change_page(community: Community, column: Column, form: ChangeForm) -> dict[str, Any]:
    preview = preview_of(form.typed_rhythm(), column, community=community, language=language(), now=now())
    return {"community": community, "column": column, "preview": preview}


def _asked_day(today: date) -> date:
    """The day of the address, today for what is no day or past."""
    try:
        return max(_day.validate_python(request.args.get("on", "")), today)
    except ValidationError:
        return today


def _zone(community: Community) -> ZoneInfo:
    return zone_of(community.timezone)


def _back(column: Column, community: Community) -> ResponseReturnValue:
    return redirect(url_for("communities.column_dates", community_id=community.id, row_id=column.id), 303)
