"""The library of reply templates: its grid and list; cards and matrices stand in files of their own."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.core.row_ids import row_id
from app.models import Community
from app.replies import card_routes, matrix_routes, playbook_routes  # noqa: F401 - they hang themselves on bp
from app.replies.blueprint import bp
from app.replies.pages import context, library_page
from app.replies.sieve import Sieve
from app.replies.transfer import routes as transfer_routes  # noqa: F401 - they hang themselves on bp
from content_calendar.workflow import Role

bp.app_context_processor(context)


@bp.get("")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=row_id)
    return library_page(community, actor, Sieve.read(request.args), page=max(1, page))
