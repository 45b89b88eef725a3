"""What the ranking strives for: the weights of each goal, set by admins."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import QunbiError
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.learning import weighing
from app.learning.forms import WeightsForm
from app.learning.weighing import Preview
from app.learning.weights import GOALS, weights_of
from app.models import Community
from content_calendar.vocabulary import Goal
from content_calendar.workflow import Role

bp = Blueprint("learning", __name__, url_prefix="/c/<int:community_id>/ranking")


@bp.get("/weights")
@community_role(Role.ADMIN)
def weights(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(community, WeightsForm(_present(community), meta={"csrf": False}))


@bp.post("/weights")
@community_role(Role.ADMIN)
@transactional
def save_weights(community: Community, actor: Actor) -> ResponseReturnValue:
    """Let them count, or only tell what they would change."""
    form, goal = WeightsForm(), _goal()
    if not form.validate():
        return _page(community, form), 422
    try:
        if "preview" in request.form:
            return _page(community, form, preview=weighing.preview(db.session, community, goal, form.weights()))
        weighing.set_weights(db.session, community, goal, form.weights(), seen=_seen(form), actor=actor, now=now())
    except QunbiError as problem:
        return _page(community, form, problem), problem.status
    flash(_("These weights count from now on; scores follow in a moment."), "success")
    return redirect(url_for("learning.weights", community_id=community.id, goal=_goal()), 303)


def _page(
    community: Community, form: WeightsForm, problem: QunbiError | None = None, *, preview: Preview | None = None
) -> str:
    goal = _goal()
    return render_template(
        "learning/weights.html", community=community, form=form, goal=goal, goals=GOALS, preview=preview,
        problem=problem, standing=weights_of(db.session, community.id)[goal],
        versions=weighing.versions_of(db.session, community, goal),
    )


def _present(community: Community) -> MultiDict[str, str]:
    standing = weights_of(db.session, community.id)[_goal()]
    numbers = {name: f"{getattr(standing.weights, name):g}" for name in ("engage", "act", "harm")}
    return MultiDict(numbers | {"version": str(standing.version)})


def _goal() -> Goal | None:
    """That of the address; posts without one when it names none."""
    named = request.args.get("goal", "")
    return Goal(named) if named in {goal.value for goal in Goal} else None


def _seen(form: WeightsForm) -> int:
    try:
        return row_id(form.version.data or "")
    except ValueError:
        return 0
