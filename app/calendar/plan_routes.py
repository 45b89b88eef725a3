"""The plan of some days: proposed, read, accepted in part or whole. It is stored nowhere but in its own address."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor, community_role
from app.calendar import planning, queries
from app.calendar.addresses import calendar_at, local_today
from app.calendar.blueprint import bp
from app.calendar.forms import PlanForm
from app.calendar.pages import MAX_PLACED
from app.calendar.plan_page import PlanPage, lost, next_week, plan_page
from app.calendar.queries import PersonaMark
from app.core.clock import now
from app.core.database import db
from app.core.i18n import slot_time
from app.core.transactions import transactional
from app.models import Community, Persona
from content_calendar.workflow import Role


@bp.get("/c/<int:community_id>/calendar/plan")
@community_role(Role.EDITOR)
def plan(community: Community, actor: Actor) -> ResponseReturnValue:
    personas = queries.personas(db.session, community)
    form = _form(_asked(request.args, community, personas), personas)
    if not personas:
        return _show(form, community, None)
    if not form.validate():
        return _show(form, community, None), 422
    return _show(form, community, _page(form, community))


@bp.post("/c/<int:community_id>/calendar/plan")
@community_role(Role.EDITOR)
@transactional
def accept(community: Community, actor: Actor) -> ResponseReturnValue:
    personas = queries.personas(db.session, community)
    form = _form(request.form, personas)
    if not form.validate():
        return _show(form, community, None), 422
    keys = request.form.getlist("slot")
    if not keys:
        return _show(form, community, _page(form, community, keys), problem=_("Tick at least one slot.")), 422
    persona, moment = _persona(form, community), now()
    planning.hold_calendar(db.session, persona)
    proposal = planning.propose_plan(db.session, persona, **form.days(), now=moment)
    gone = lost(keys, proposal, queries.zone_of(community))
    items = planning.accept_plan(db.session, persona, proposal, keys, actor=actor, now=moment).added
    if not items:
        return _show(form, community, _page(form, community), problem=_changed(gone, community)), 409
    flash(_placed(len(items)), "success")
    if gone:
        flash(_changed(gone, community), "warning")
    first = min(item.slot_at for item in items if item.slot_at).astimezone(queries.zone_of(community)).date()
    ids = ".".join(str(item.id) for item in items[:MAX_PLACED])
    return redirect(calendar_at(community, first, placed=ids), 303)


def _asked(
    arguments: MultiDict[str, str], community: Community, personas: tuple[PersonaMark, ...]
) -> MultiDict[str, str]:
    """What the address asks for; where it is silent: the first persona that has columns, and next week."""
    start, end = next_week(local_today(community, now()))
    usual = next((persona for persona in personas if persona.columns), next(iter(personas), None))
    defaults = {
        "persona": str(usual.id) if usual else "", "start": start.isoformat(), "end": end.isoformat(),
        "seed": str(start.toordinal()),
    }
    return MultiDict(defaults | {name: arguments[name] for name in defaults if name in arguments})


def _form(sent: MultiDict[str, str], personas: tuple[PersonaMark, ...]) -> PlanForm:
    form = PlanForm(formdata=sent)
    form.persona.choices = [(persona.id, persona.name) for persona in personas]
    return form


def _persona(form: PlanForm, community: Community) -> Persona:
    return queries.persona_of(db.session, community, form.persona.data)


def _page(form: PlanForm, community: Community, chosen: list[str] | None = None) -> PlanPage:
    return plan_page(db.session, _persona(form, community), **form.days(), now=now(), chosen=chosen)


def _show(form: PlanForm, community: Community, page: PlanPage | None, *, problem: str = "") -> str:
    body: str = render_template(
        "calendar/plan.html", form=form, community=community, page=page, problem=problem,
        shuffled=planning.new_seed(), today=local_today(community, now()),
    )
    return body


def _placed(count: int) -> str:
    sentence: str = ngettext(
        "%(num)s post was put into the calendar.", "%(num)s posts were put into the calendar.", count
    )
    return sentence


def _changed(gone: tuple[datetime, ...], community: Community) -> str:
    times = "、".join(slot_time(at, community.timezone) for at in gone[:5])
    sentence: str = _(
        "The calendar changed since you opened this plan. No longer free, so not placed: %(times)s.", times=times
    )
    return sentence
