"""Insights: what works, the leaderboard, prompts, the team, the members; each with its tables to take away."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor, community_role
from app.choices.service import worn_columns
from app.core.clock import now
from app.core.database import db
from app.core.zones import zone_or_utc
from app.insights import behind, drawing, effect_cards, effects, file_routes, members, posts, prompts, team
from app.insights.asked import Asked, asked
from app.insights.blueprint import bp
from app.insights.naming import prompt_words
from app.insights.ranges import LISTED
from app.learning import ranked
from app.models import Community
from content_calendar.vocabulary import Counter, Outcome
from content_calendar.workflow import Action, Role

__all__ = ["bp", "file_routes"]


@bp.get("")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    moment = now()
    wish = asked(request.args, community, moment)
    found = effects.works(db.session, community, wish)
    rates = [week.rate(wish.outcome) for week in found.weeks.now]
    before = [week.rate(wish.outcome) for week in found.weeks.before]
    most = max((rate for rate in (*rates, *before) if rate is not None), default=0.0)
    return _page(
        "index", community, actor, wish, works=found, line=drawing.curve(rates, most),
        line_before=drawing.curve(before, most), is_good=effect_cards.outcome_is_good(wish.outcome),
        Verdict=effect_cards.Verdict, worn=worn_columns(db.session, [community], now=moment),
    )


@bp.get("/leaderboard")
@community_role(Role.VIEWER)
def leaderboard(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now(), LISTED)
    return _page(
        "leaderboard", community, actor, wish, board=posts.board(db.session, community, wish),
        level_name=posts.level_words(db.session, community, wish), Counter=Counter,
    )


@bp.get("/upcoming")
@community_role(Role.VIEWER)
def upcoming(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now())
    found = ranked.upcoming(db.session, community, persona_id=wish.persona_id, page=wish.page)
    return _page(
        "upcoming", community, actor, wish, ranking=found, arguments=wish.arguments(), Counter=Counter
    )  # fmt: skip


@bp.get("/prompts")
@community_role(Role.VIEWER)
def prompt_board(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now())
    order = request.args.get("by", prompts.Order.ENGAGEMENT, type=prompts.Order)
    found = prompts.prompts(db.session, community, wish, order)
    return _page("prompts", community, actor, wish, prompts=found, Order=prompts.Order)


@bp.get("/team")
@community_role(Role.VIEWER)
def team_work(community: Community, actor: Actor) -> ResponseReturnValue:
    wish = asked(request.args, community, now())
    found = team.team(db.session, community, wish.range)
    return _page(
        "team", community, actor, wish, team=found, Action=Action, columns=drawing.columns, curve=drawing.curve
    )


@bp.get("/decisions")
@community_role(Role.VIEWER)
def decided(community: Community, actor: Actor) -> ResponseReturnValue:
    """The texts behind a share or a median."""
    wish = asked(request.args, community, now())
    counted = request.args.get("of", behind.Counted.FIRST_SIGHT, type=behind.Counted)
    found = behind.behind(db.session, community, wish, counted)
    return _page(
        "decisions", community, actor, wish, found=found, counted=counted, Counted=behind.Counted,
        prompt_words=prompt_words,
    )


@bp.get("/members")
@community_role(Role.VIEWER)
def community_members(community: Community, actor: Actor) -> ResponseReturnValue:
    wish, moment = asked(request.args, community, now()), now()
    today = moment.astimezone(zone_or_utc(community.timezone)).date()
    found = members.members(db.session, community, wish.range, today)
    return _page("members", community, actor, wish, members=found, curve=drawing.curve)


def _page(name: str, community: Community, actor: Actor, wish: Asked, **found: object) -> str:
    return render_template(
        f"insights/{name}.html", community=community, asked=wish, may_edit=actor.role.covers(Role.EDITOR),
        Outcome=Outcome, **found,
    )
