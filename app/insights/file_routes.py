"""The tables of Insights as files."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.zones import zone_or_utc
from app.insights import effects, members, posts, prompts, sheets, team
from app.insights.asked import asked
from app.insights.blueprint import bp
from app.insights.ranges import LISTED
from app.insights.tallies import by_week
from app.models import Community
from content_calendar.ranking import Block
from content_calendar.workflow import Role


@bp.get("/effects.csv")
@community_role(Role.VIEWER)
def effects_file(community: Community, actor: Actor) -> ResponseReturnValue:
    """One block; the first where the address names none of them."""
    wish = asked(request.args, community, now())
    named = request.args.get("of", effects.BLOCKS[0], type=Block)
    block = named if named in effects.BLOCKS else effects.BLOCKS[0]
    return _attachment(sheets.card(effects.card(db.session, community, wish, block), wish), community, block)


@bp.get("/weeks.csv")
@community_role(Role.VIEWER)
def weeks_file(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now())
    weeks = by_week(db.session, community.id, wish.range, wish.persona_id)
    return _attachment(sheets.trend(weeks, wish.range.mondays(), wish.outcome), community, "weeks")


@bp.get("/ranking.csv")
@community_role(Role.VIEWER)
def ranking_file(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now(), LISTED)
    return _attachment(sheets.ranking(posts.all_posts(db.session, community, wish), community), community, "ranking")


@bp.get("/prompts.csv")
@community_role(Role.VIEWER)
def prompts_file(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now())
    found = prompts.prompts(db.session, community, wish, prompts.Order.ENGAGEMENT)
    return _attachment(sheets.prompts(found), community, "prompts")


@bp.get("/team.csv")
@community_role(Role.VIEWER)
def team_file(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now())
    return _attachment(sheets.team(team.team(db.session, community, wish.range)), community, "team")


@bp.get("/members.csv")
@community_role(Role.VIEWER)
def members_file(community: Community, actor: Actor) -> ResponseReturnValue:
    moment = now()
    wish, today = asked(request.args, community, moment), moment.astimezone(zone_or_utc(community.timezone)).date()
    found = members.members(db.session, community, wish.range, today)
    return _attachment(sheets.members(found), community, "members")


def _attachment(content: bytes, community: Community, name: str) -> Response:
    return download(content, f"{community.key}-{name}.csv")
