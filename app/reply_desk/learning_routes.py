"""What the desk learned: what works, what is worth rewriting, what was searched for in vain."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.models import Community, ReplyOutcome
from app.reply_desk import gap_briefs, gaps, learning_queries, uses
from app.reply_desk.blueprint import bp
from app.reply_desk.gap_briefs import GapsGone
from app.reply_desk.outcome_keys import OUTCOME_KEYS
from app.reply_desk.pages import local_day
from content_calendar.vocabulary import MemberState, Scenario, Term
from content_calendar.workflow import Role

MOST_GAPS = 500


class LearningView(Term):
    """The parts of the page."""

    WORKS = "works", "效果", "What helps"
    REWRITE = "rewrite", "值得重写", "Worth rewriting"
    GAPS = "gaps", "没搜到的", "Searched in vain"


@bp.get("/learning")
@community_role(Role.VIEWER)
def learning(community: Community, actor: Actor) -> ResponseReturnValue:
    """At most eight queries beside the shell's own."""
    view = LearningView.named(request.args.get("view", "")) or LearningView.WORKS
    parts = {LearningView.WORKS: _works, LearningView.REWRITE: _rewrite, LearningView.GAPS: _gaps}
    return render_template(
        f"reply_desk/learning_{view.value}.html", community=community, view=view, views=list(LearningView),
        may_change=actor.role.covers(Role.EDITOR), scenarios=list(Scenario), states=list(MemberState),
        **parts[view](community, actor),
    )


@bp.post("/gaps/brief")
@community_role(Role.EDITOR)
@transactional
def order_gap(community: Community, actor: Actor) -> ResponseReturnValue:
    """Have templates drafted for what was searched in vain."""
    scenario = Scenario.named(request.form.get("scenario", ""))
    if scenario is None:
        flash(_("Choose the scenario the answer belongs to."), "error")
        return _to_gaps(community)
    run = gap_briefs.order(
        db.session, community, _ids(), scenario=scenario, state=MemberState.named(request.form.get("members", "")),
        actor=actor, now=now(),
    )
    return redirect(url_for("drafting.show", community_id=community.id, run_id=run.id), 303)


@bp.post("/gaps/aside")
@community_role(Role.EDITOR)
@transactional
def put_aside(community: Community, actor: Actor) -> ResponseReturnValue:
    """Nobody needs an answer to this."""
    found = gaps.open_gaps(db.session, community, _ids())
    if not found:
        raise GapsGone
    count = gaps.settle(db.session, found, now=now())
    flash(ngettext("Put aside.", "Put aside, %(num)s searches.", count), "success")
    return _to_gaps(community)


@bp.post("/learning/uses/<int:use_id>/outcome")
@community_role(Role.EDITOR)
@transactional
def settle_waiting(community: Community, actor: Actor, use_id: int) -> ResponseReturnValue:
    """What became of a use that waited for somebody to say so."""
    use = uses.get_use(db.session, community, use_id, actor=actor)
    said = ReplyOutcome.named(request.form.get("outcome", ""))
    if said is not None:
        uses.settle(db.session, use, said, now=now())
        flash(_("Noted. The ranking learns from it."), "success")
    return redirect(url_for("reply_desk.learning", community_id=community.id), 303)


def _works(community: Community, actor: Actor) -> dict[str, Any]:
    scenario = Scenario.named(request.args.get("scenario", ""))
    state = MemberState.named(request.args.get("members", ""))
    page = request.args.get("page", 1, type=row_id)
    waits = learning_queries.waiting(db.session, community, actor.user, now())
    found = learning_queries.works(db.session, community, scenario=scenario, state=state, page=page)
    chosen = {"scenario": scenario.value if scenario else None, "members": state.value if state else None}
    return {"found": found, "waits": waits, "scenario": scenario, "state": state, "outcome_keys": OUTCOME_KEYS,
            "arguments": {"view": LearningView.WORKS.value} | {k: v for k, v in chosen.items() if v}}


def _rewrite(community: Community, actor: Actor) -> dict[str, Any]:
    moment = now()
    found = learning_queries.rewrite(db.session, community, moment, local_day(community, moment))
    return {"found": found, "unused_days": learning_queries.UNUSED_DAYS, "soon_days": learning_queries.SOON_DAYS}


def _gaps(community: Community, actor: Actor) -> dict[str, Any]:
    return {"found": gaps.gaps(db.session, community, now()), "most": MOST_GAPS}


def _ids() -> list[int]:
    """The gaps that were sent; what is no number is left out."""
    found = []
    for sent in request.form.getlist("gap")[:MOST_GAPS]:
        with suppress(ValueError):
            found.append(row_id(sent))
    return found


def _to_gaps(community: Community) -> ResponseReturnValue:
    address = url_for("reply_desk.learning", community_id=community.id, view=LearningView.GAPS.value)
    return redirect(address, 303)
