"""Why a post stands where it stands: the learned effects of what it has, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.i18n import words
from app.insights.naming import Names, level_name, names_of
from app.learning.features import features_of
from app.models import Community, ContentItem, LearnedEffect
from content_calendar.ranking import Block, Reason
from content_calendar.ranking.features import Level
from content_calendar.vocabulary import Outcome

MOST = 5
"""Beyond so many reasons nobody reads on."""

_Effects = Mapping[tuple[Block, str], LearnedEffect]


def reasons_of(
    session: Session, community: Community, items: Sequence[ContentItem]
) -> Mapping[int, tuple[str, ...]]:
    """The greatest effects on engagement of each item, by its number; three queries. Nothing learned, no reasons."""
    levels = {item.id: tuple(features_of(item, community).levels()) for item in items}
    known = {_key(level) for of_one in levels.values() for level in of_one}
    effects = _effects(session, community, known)
    names = _with_prompts(names_of(session, community), known)
    return {item_id: _told(of_one, effects, names) for item_id, of_one in levels.items()}


def _key(level: Level) -> tuple[Block, str]:
    return level.block, "|".join(level.names)


def _effects(session: Session, community: Community, known: set[tuple[Block, str]]) -> _Effects:
    query = select(LearnedEffect).where(
        LearnedEffect.community_id == community.id, LearnedEffect.outcome == Outcome.ENGAGE,
        LearnedEffect.name.in_({name for _block, name in known if name}),
    )
    return {(row.block, row.name): row for row in session.scalars(query)}


def _with_prompts(names: Names, known: set[tuple[Block, str]]) -> Names:
    found = dict(names)
    return found | {(block, name): level_name(block, name, names) for block, name in known if block == Block.PROMPT}


def _told(levels: Sequence[Level], effects: _Effects, names: Names) -> tuple[str, ...]:
    found = ((level, effects.get(_key(level))) for level in levels)
    reasons = [
        Reason(level.block, level.names, effect.multiplier, effect.low, effect.high, effect.posts)
        for level, effect in found if effect
    ]
    reasons.sort(key=lambda reason: (reason.thin, -abs(log(max(reason.multiplier, 1e-9)))))
    return tuple(words(reason.message(names)) for reason in reasons[:MOST])
