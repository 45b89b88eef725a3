"""What works: the learned effect of each level, beside what its posts brought in the range that is looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.insights.asked import Asked
from app.insights.drawing import Scale, scale
from app.insights.effect_cards import Card, Effect, Row, Verdict, Works
from app.insights.naming import Names, level_name, names_of
from app.insights.tallies import NOTHING, Tally, by_level, by_persona, by_week
from app.models import Community, LearnedEffect, RankerState
from content_calendar.intervals import Estimate
from content_calendar.ranking import Block
from content_calendar.ranking.explain import FEW_POSTS

BLOCKS = (Block.VALUE, Block.FORM, Block.TAG, Block.SLOT, Block.TEMPLATE, Block.PROMPT, Block.PERSONA)
PAIRED = {
    Block.FORM: Block.PERSONA_FORM,
    Block.TAG: Block.PERSONA_TAG,
    Block.TEMPLATE: Block.PERSONA_TEMPLATE,
}
"""What the ranking learns of a level with one persona, beyond what holds for all."""
SHOWN = 8


def works(session: Session, community: Community, asked: Asked) -> Works:
    """Seven queries."""
    state = session.execute(
        select(RankerState.learned_at, RankerState.posts).where(RankerState.community_id == community.id)
    ).first()
    found = _found(session, community, asked, BLOCKS)
    blocks = [block for block in BLOCKS if block is not Block.PERSONA or asked.persona_id is None]
    cards = (_card(block, found) for block in blocks)
    weeks = by_week(session, community.id, asked.range, asked.persona_id)
    return Works(
        tuple(card for card in cards if card.rows), found.drawn, weeks,
        state.learned_at if state else None, state.posts if state else 0,
    )


def card(session: Session, community: Community, asked: Asked, block: Block) -> Card:
    """One card with all its rows, for a table to take away; five queries."""
    return _card(block, _found(session, community, asked, (block,)))


Learned = Mapping[tuple[Block, str], Estimate]


@dataclass(frozen=True, slots=True)
class _Found:
    """What the tables say, and how it is to be named and drawn."""

    learned: Learned
    tallies: Mapping[tuple[Block, str], Tally]
    names: Names
    drawn: Scale
    persona_id: int | None


def _found(session: Session, community: Community, asked: Asked, blocks: Collection[Block]) -> _Found:
    learned = _learned(session, asked)
    drawn = scale(one for one in learned.values() if one.size >= FEW_POSTS)
    return _Found(
        learned, _tallies(session, asked, blocks), names_of(session, community), drawn, asked.persona_id
    )  # fmt: skip


def _tallies(session: Session, asked: Asked, blocks: Collection[Block]) -> Mapping[tuple[Block, str], Tally]:
    found = dict(by_level(session, asked.community_id, asked.range, asked.persona_id, blocks))
    if Block.PERSONA in blocks and asked.persona_id is None:
        found |= by_persona(session, asked.community_id, asked.range)
    return found


def _learned(session: Session, asked: Asked) -> Learned:
    """The effects that hold for all, and those of the persona looked at."""
    whose = [LearnedEffect.persona_id.is_(None), LearnedEffect.block == Block.PERSONA]
    if asked.persona_id is not None:
        whose.append(LearnedEffect.persona_id == asked.persona_id)
    query = select(
        LearnedEffect.block, LearnedEffect.name, LearnedEffect.multiplier, LearnedEffect.low, LearnedEffect.high,
        LearnedEffect.posts,
    ).where(
        LearnedEffect.community_id == asked.community_id, LearnedEffect.outcome == asked.outcome,
        LearnedEffect.block.in_((*BLOCKS, *PAIRED.values())), or_(*whose),
    )  # fmt: skip
    return {
        (row.block, row.name): Estimate(row.multiplier, row.low, row.high, row.posts) for row in session.execute(query)
    }


def _card(block: Block, found: _Found) -> Card:
    levels = {name for of, name in (*found.learned, *found.tallies) if of is block and name}
    rows = [_row(block, level, found) for level in levels]
    rows.sort(key=lambda row: (-(row.effect.estimate.value if row.effect else 0.0), row.name))
    known = [row for row in rows if row.verdict is not Verdict.THIN]
    shown = _outstanding(known)
    thin = sorted((row for row in rows if row.verdict is Verdict.THIN), key=lambda row: (-row.posts, row.name))
    return Card(
        block, tuple(row for row in known if row.level in shown),
        tuple(row for row in known if row.level not in shown), tuple(thin),
    )


def _outstanding(known: Iterable[Row]) -> set[str]:
    """The levels a card shows at once: those with a clear effect, then those with most posts."""
    first = sorted(known, key=lambda row: (row.verdict is Verdict.UNCLEAR, -row.posts))
    return {row.level for row in first[:SHOWN]}


def _row(block: Block, level: str, found: _Found) -> Row:
    pair = found.learned.get((PAIRED[block], f"{found.persona_id}|{level}")) if block in PAIRED else None
    return Row(
        block, level, level_name(block, level, found.names), _effect(found.learned.get((block, level)), found.drawn),
        _effect(pair, found.drawn), found.tallies.get((block, level), NOTHING),
    )


def _effect(found: Estimate | None, drawn: Scale) -> Effect | None:
    return Effect(found, drawn.bar(found)) if found else None
