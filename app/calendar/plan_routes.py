"""The plan of some days: proposed, read, accepted in part or whole. It is stored nowhere but in its own address."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor, community_role
from app.calendar import balance_routes, plan_queries, plan_words, planning, queries, taking_back  # noqa: F401 - the balance hangs itself on bp
from app.calendar.accepting import Accepted
from app.calendar.addresses import calendar_at, local_today
from app.calendar.balance import balance_panel
from app.calendar.blueprint import bp
from app.calendar.pages import MAX_PLACED
from app.calendar.plan_form import PlanForm
from app.calendar.plan_page import PlanPage, plan_page
from app.calendar.plan_ranges import next_week, usual_ranges
from app.calendar.queries import PersonaMark
from app.calendar.ticks import Tick
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.models import Community
from content_calendar.workflow import Role


@bp.get("/c/<int:community_id>/calendar/plan")
@community_role(Role.EDITOR)
def plan(community: Community, actor: Actor) -> ResponseReturnValue:
    personas = queries.personas(db.session, community, local_today(community, now()))
    form = PlanForm(formdata=_asked(request.args, community, personas)).offer(personas)
    if not personas:
        return _show(form, community, None)
    if not form.validate():
        return _show(form, community, None), 422
    return _show(form, community, _page(form, community))


@bp.post("/c/<int:community_id>/calendar/plan")
@community_role(Role.EDITOR)
@transactional
def accept(community: Community, actor: Actor) -> ResponseReturnValue:
    form = PlanForm(formdata=request.form).offer(queries.personas(db.session, community, local_today(community, now())))
    if not form.validate():
        return _show(form, community, None), 422
    sent = request.form.getlist("slot")
    if not sent:
        return _show(form, community, _page(form, community, sent), problem=_("Tick at least one change.")), 422
    ticks = [tick for text in sent if (tick := Tick.read(text))]
    accepted, lost = _accept(form, community, ticks, actor)
    if not accepted.items:
        return _show(form, community, _page(form, community), problem=plan_words.lost(lost, community)), 409
    kept = taking_back.keep(db.session, community, accepted.traces, actor=actor, now=now())
    flash(plan_words.accepted(accepted), "success")
    for warning in (plan_words.lost(lost, community) if lost else "", _crowded(form, community, accepted)):
        if warning:
            flash(warning, "warning")
    return redirect(_result(accepted, kept.id, community), 303)


@bp.post("/c/<int:community_id>/calendar/plan/<int:acceptance_id>/undo")
@community_role(Role.EDITOR)
@transactional
def take_back(community: Community, actor: Actor, acceptance_id: int) -> ResponseReturnValue:
    """Undo an accepted plan as far as nobody went on from it."""
    done = taking_back.take_back(db.session, community, acceptance_id, actor=actor, now=now())
    flash(plan_words.undone(done.undone), "success")
    if done.left:
        flash(plan_words.left(done.left), "warning")
    first = done.first.astimezone(queries.zone_of(community)).date() if done.first else local_today(community, now())
    return redirect(calendar_at(community, first), 303)


def _accept(
    form: PlanForm, community: Community, ticks: Sequence[Tick], actor: Actor
) -> tuple[Accepted, tuple[Tick, ...]]:
    """Everything applied, and the ticks that could not be: their change is not proposed any more."""
    accepted, held, moment = Accepted(), set[str](), now()
    personas = plan_queries.personas_of(db.session, community, {tick.persona_id for tick in ticks})
    planning.hold_calendars(db.session, personas)
    proposals = planning.propose_plans(db.session, community, personas, **form.days(), now=moment)
    for persona, proposal in zip(personas, proposals, strict=True):
        keys = {tick.key for tick in ticks if tick.persona_id == persona.id}
        done = planning.accept_plan(db.session, persona, proposal, keys, actor=actor, now=moment)
        gone = {change.key for change in done.lost}
        held |= {str(Tick.of(persona.id, change)) for change in proposal.changes if change.key not in gone}
        accepted += done
    return accepted, tuple(tick for tick in ticks if str(tick) not in held)


def _crowded(form: PlanForm, community: Community, accepted: Accepted) -> str:
    """Half of a plan may fill a day that the other half would have emptied."""
    days, chosen = form.days(), form.chosen()
    shown = [persona for persona in form.personas if persona.id in chosen]
    panel = balance_panel(db.session, community, days["start"], days["end"], personas=shown, now=now())
    return plan_words.crowded(accepted, panel, community)


def _result(accepted: Accepted, acceptance_id: int, community: Community) -> str:
    """The calendar at the first post that changed, with the way to drafts and to Undo."""
    first = min(item.slot_at for item in accepted.items if item.slot_at).astimezone(queries.zone_of(community)).date()
    ids = ".".join(str(item.id) for item in accepted.added[:MAX_PLACED])
    return calendar_at(community, first, placed=ids or None, accepted=acceptance_id)


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


def _page(form: PlanForm, community: Community, chosen: Collection[str] | None = None) -> PlanPage:
    personas = plan_queries.personas_of(db.session, community, form.chosen())
    return plan_page(db.session, community, personas, form.days(), now=now(), chosen=chosen)


def _show(form: PlanForm, community: Community, page: PlanPage | None, *, problem: str = "") -> str:
    today = local_today(community, now())
    body: str = render_template(
        "calendar/plan.html", form=form, community=community, page=page, problem=problem, today=today,
        shuffled=planning.new_seed(), ranges=usual_ranges(today),
    )
    return body
