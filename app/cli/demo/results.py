"""The end of the loop: what came back, and what it says. The members' numbers are SIMULATED."""

from __future__ import annotations

from collections.abc import Mapping

from app.cli.demo.stage import Stage, items_in
from app.cli.stand_ins import SOURCE, member_with, simulated_counters
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from app.feedback import ranking
from app.feedback import service as feedback
from app.models import Community
from content_calendar.workflow import Role, State

_REASONS_SHOWN = 3


def feed_back(communities: list[Community]) -> Stage:
    """One reading for each post that is out."""
    readings = 0
    with transaction() as session:
        for community in communities:
            editor = member_with(community, Role.EDITOR)
            for item in items_in(community, State.PUBLISHED):
                reading = feedback.Reading(simulated_counters(item), observed_at=now(), source=SOURCE)
                feedback.record_feedback(session, item, reading, actor=editor, now=now())
                readings += 1
    return Stage("feedback", readings, {"readings": readings, "numbers": SOURCE})


def rank(communities: list[Community]) -> Stage:
    """The ranking of each community, with its best post and why."""
    rankings = [(community, ranking.rank_published(db.session, community)) for community in communities]
    best = [_line(community, lines[0]) for community, lines in rankings if lines]
    ranked = sum(len(lines) for _, lines in rankings)
    return Stage("rank", ranked, {"ranked": ranked, "best": best})


def _line(community: Community, line: ranking.Line) -> Mapping[str, object]:
    names = ranking.names([line.item], community.language)
    return {
        "community": community.name,
        "item": line.item.headline(),
        "rate": round(line.ranked.mean, 4),
        "interval": [round(line.ranked.low, 4), round(line.ranked.high, 4)],
        "evidence": line.ranked.evidence.label(community.language),
        "why": [reason.message(names).text(community.language) for reason in line.ranked.reasons[:_REASONS_SHOWN]],
    }
