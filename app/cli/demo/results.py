"""The end of the loop: what came back, and what it says. The members' numbers are SIMULATED."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import force_locale

from app.cli.demo.stage import Stage, items_in
from app.cli.stand_ins import SOURCE, member_with, simulated_counters
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from app.feedback import service as feedback
from app.learning.learn import learn_anew
from app.learning.lists import Place, RankedPage
from app.learning.ranked import published
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
    ids = [community.id for community in communities]
    for community_id in ids:
        learn_anew(community_id, now())
    found = [db.session.get_one(Community, community_id) for community_id in ids]
    rankings = [(community, _ranking(community)) for community in found]
    best = [_line(community, ranking.places[0]) for community, ranking in rankings if ranking.places]
    ranked = sum(ranking.total for _, ranking in rankings)
    return Stage("rank", ranked, {"ranked": ranked, "best": best})


def _ranking(community: Community) -> RankedPage:
    with force_locale(community.language.value):
        return published(db.session, community)


def _line(community: Community, place: Place) -> Mapping[str, object]:
    return {
        "community": community.name,
        "item": place.headline,
        "rate": round(place.mean, 4),
        "interval": [round(place.low, 4), round(place.high, 4)],
        "evidence": place.evidence.label(community.language),
        "why": list(place.reasons[:_REASONS_SHOWN]),
    }
