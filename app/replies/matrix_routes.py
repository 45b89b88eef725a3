"""Ordering a whole matrix of templates."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.transactions import transactional
from app.models import Community
from app.replies import service
from app.replies.blueprint import bp
from app.replies.choices import choices
from app.replies.matrix import NAMES
from app.replies.matrix_form import MatrixForm
from app.replies.pages import matrix_page
from app.replies.sieve import Sieve
from content_calendar.replies.variables import Variable
from content_calendar.workflow import Role


@bp.get("/matrix")
@community_role(Role.EDITOR)
def matrix(community: Community, actor: Actor) -> ResponseReturnValue:
    sieve, offered = Sieve.read(request.args), choices(db.session, community)
    given = {
        "scenarios": [sieve.scenario.value] if sieve.scenario else [],
        "states": [sieve.members] if sieve.state else [], "persona": sieve.persona,
        "voice": sieve.voice or offered.first_voice, "variants": 3, "submit": True,
        "variables": (Variable(name=NAMES[community.language]),),
    }
    return matrix_page(community, MatrixForm(data=given).offer(offered))


@bp.post("/matrix")
@community_role(Role.EDITOR)
@transactional
def order_matrix(community: Community, actor: Actor) -> ResponseReturnValue:
    form = MatrixForm().offer(choices(db.session, community))
    if not form.validate():
        return matrix_page(community, form), 422
    try:
        with db.session.begin_nested():
            run = service.start_matrix(db.session, community, form.matrix(), actor=actor, now=now())
    except Invalid as refusal:
        form.scenarios.errors = [f"{refusal.cause} {refusal.remedy or ''}".strip()]
        return matrix_page(community, form), refusal.status
    return redirect(url_for("drafting.show", community_id=community.id, run_id=run.id), 303)
