"""The desk itself: its page, and the list that follows what is typed."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.models import Community
from app.reply_desk.blueprint import bp
from app.reply_desk.pages import desk_page, hits_part
from app.reply_desk.wish import Wish
from content_calendar.workflow import Role


@bp.get("/desk")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    """With `narrow=1` the layout that stands beside a chat."""
    return desk_page(community, actor, Wish.read(request.args), is_narrow=bool(request.args.get("narrow")))


@bp.get("/desk/hits")
@community_role(Role.VIEWER)
def hits(community: Community, actor: Actor) -> ResponseReturnValue:
    """The fragment that follows the search box."""
    return render_template("reply_desk/_hits.html", community=community, **hits_part(community, actor, request.args))
