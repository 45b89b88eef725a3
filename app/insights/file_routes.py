"""The tables of Insights as files, each of which leaves with an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.audit import service as audit
from app.core.clock import now
from app.core.database import db, reading_first
from app.core.downloads import download
from app.core.tables.csv_file import csv_of
from app.core.transactions import transactional
from app.core.zones import zone_or_utc
from app.insights import effects, members, posts, prompts, sheets, team
from app.insights.asked import Asked, asked
from app.insights.blueprint import bp
from app.insights.ranges import CHOICES, LISTED
from app.insights.tallies import by_week
from app.models import Community
from content_calendar.ranking import Block
from content_calendar.workflow import Role


@bp.post("/effects.csv")
@community_role(Role.VIEWER)
@transactional
def effects_file(community: Community, actor: Actor) -> ResponseReturnValue:
    """One block; the first where the address names none of them."""
    named = request.args.get("of", effects.BLOCKS[0], type=Block)
    block = named if named in effects.BLOCKS else effects.BLOCKS[0]
    return _file(
        community, actor, block, lambda wish: sheets.card(effects.card(db.session, community, wish, block), wish)
    )


@bp.post("/weeks.csv")
@community_role(Role.VIEWER)
@transactional
def weeks_file(community: Community, actor: Actor) -> ResponseReturnValue:
    return _file(community, actor, "weeks", lambda wish: sheets.trend(
        by_week(db.session, community.id, wish.range, wish.persona_id), wish.range.mondays(), wish.outcome
    ))


@bp.post("/ranking.csv")
@community_role(Role.VIEWER)
@transactional
def ranking_file(community: Community, actor: Actor) -> ResponseReturnValue:
    return _file(
        community, actor, "ranking",
        lambda wish: sheets.ranking(posts.all_posts(db.session, community, wish), community), LISTED,
    )


@bp.post("/prompts.csv")
@community_role(Role.VIEWER)
@transactional
def prompts_file(community: Community, actor: Actor) -> ResponseReturnValue:
    return _file(community, actor, "prompts", lambda wish: sheets.prompts(
        prompts.prompts(db.session, community, wish, prompts.Order.ENGAGEMENT)
    ))


@bp.post("/team.csv")
@community_role(Role.VIEWER)
@transactional
def team_file(community: Community, actor: Actor) -> ResponseReturnValue:
    return _file(
        community, actor, "team", lambda wish: sheets.team(team.team(db.session, community, wish.range))
    )


@bp.post("/members.csv")
@community_role(Role.VIEWER)
@transactional
def members_file(community: Community, actor: Actor) -> ResponseReturnValue:
    today = now().astimezone(zone_or_utc(community.timezone)).date()
    return _file(
        community, actor, "members",
        lambda wish: sheets.members(members.members(db.session, community, wish.range, today)),
    )


def _file(
    community: Community, actor: Actor, name: str, rows_of: Callable[[Asked], sheets.Table],
    choices: tuple[int, ...] = CHOICES,
) -> Response:
    """The rows for what the address asks, and that they left."""
    moment = now()
    wish = asked(request.args, community, moment, choices)
    with reading_first():
        rows = rows_of(wish)
    filename = f"{community.key}-{name}.csv"
    audit.record_file(
        db.session, "export.numbers", actor=actor, community_id=community.id, filename=filename, rows=len(rows) - 1,
        now=moment, note=f"{wish.range.first_day} – {wish.range.last_day}",
    )
    return download(csv_of(rows), filename)
