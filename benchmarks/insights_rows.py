"""Fills one community with years of published posts, their ledger and what was learned of them, all in bulk."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Insert, String, cast, false, insert, literal, select, true
from sqlalchemy.orm import Session

from app.feedback.weeks import week_of
from app.models import (
    ContentItem,
    FeedbackRecord,
    ItemEvent,
    LearnedEffect,
    LevelWeek,
    MemberCount,
    ModelCall,
    PostStanding,
    Purpose,
    RankerState,
)
from content_calendar.ranking import Block
from content_calendar.vocabulary import Form, Outcome, Value
from content_calendar.workflow import Action, State

TAGS, PROMPTS = 60, 40
MEMBER_DAYS = 730
_AT_ONCE, _POSTS_AT_ONCE = 20_000, 5_000
_ZEROS = ("impressions", "comments", "shares", "clicks", "conversions", "joins", "leaves", "mutes")
_LIFE = ((Action.SUBMIT, State.DRAFT, State.IN_REVIEW), (Action.APPROVE, State.IN_REVIEW, State.APPROVED),
         (Action.PUBLISH, State.APPROVED, State.PUBLISHED))  # fmt: skip


def fill_learned(session: Session, community_id: int, readings: int, now: datetime) -> Iterator[str]:
    """Give the community's published posts standings, a life, effects, weeks and `readings` rows of the ledger.

    Yields what was written after each part, for the caller to commit.
    """
    posts = session.execute(
        select(ContentItem.id, ContentItem.persona_id, ContentItem.slot_at, ContentItem.current_revision_id)
        .where(ContentItem.community_id == community_id, ContentItem.state == State.PUBLISHED)
        .order_by(ContentItem.id)
    ).all()
    chance = random.Random(7)
    personas = sorted({post.persona_id for post in posts})
    weeks = sorted({week_of(post.slot_at.date()) for post in posts})
    _insert(session, PostStanding, (_standing(post, community_id, chance) for post in posts))
    _insert(session, ItemEvent, (event for post in posts for event in _life(post)))
    _insert(session, ModelCall, (_call(post, community_id) for post in posts))
    yield f"{len(posts):,} posts with their lives"
    _insert(session, LevelWeek, _levels(community_id, personas, weeks, chance))
    _insert(session, LearnedEffect, _effects(community_id, personas, chance, now))
    _insert(session, MemberCount, _days(community_id, chance, now))
    session.add(RankerState(
        community_id=community_id, ranker=b"", posts=len(posts), learned_at=now, inputs_digest="0" * 64
    ))  # fmt: skip
    yield f"{len(weeks)} weeks of what was learned"
    yield from _ledger(session, [post.id for post in posts], -(-readings // len(posts)), now)


def _insert(session: Session, table: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    """By the connection: the bookkeeping of a session costs more than the rows."""
    while some := list(islice(rows, _AT_ONCE)):
        session.connection().execute(insert(table.__table__), some)


def _ledger(session: Session, ids: Sequence[int], each: int, now: datetime) -> Iterator[str]:
    """`each` readings of every post, made by the database itself, in the order of its indexes."""
    for start in range(0, len(ids), _POSTS_AT_ONCE):
        some = ids[start : start + _POSTS_AT_ONCE]
        session.execute(_readings(some[0], some[-1], each, now))
        yield f"{(start + len(some)) * each:,} readings"


def _readings(first: int, last: int, each: int, now: datetime) -> Insert:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < each))
    key = cast(ContentItem.id + 10**9, String).concat("-").concat(cast(numbers.c.n + 10**6, String))
    told = {
        "item_id": ContentItem.id, "idempotency_key": key, "observed_at": ContentItem.slot_at,
        "source": literal("bench"), "views": numbers.c.n * 20, "likes": numbers.c.n, "daily": false(),
        "reported": literal(1023), "created_at": literal(now),
    } | dict.fromkeys(_ZEROS, literal(0))  # fmt: skip
    rows = select(*told.values()).select_from(ContentItem).join(numbers, true())
    rows = rows.where(ContentItem.id.between(first, last), ContentItem.state == State.PUBLISHED)
    return insert(FeedbackRecord).from_select(list(told), rows.order_by(ContentItem.id, numbers.c.n))


def _standing(post: Any, community_id: int, chance: random.Random) -> dict[str, Any]:
    seen, rate = chance.randint(100, 5_000), chance.uniform(0.01, 0.15)
    return {
        "item_id": post.id, "community_id": community_id, "persona_id": post.persona_id, "out_at": post.slot_at,
        "week": week_of(post.slot_at.date()), "observed_at": post.slot_at, "readings": 50, "reported": 1023,
        "views": seen, "likes": int(seen * rate), "path": [], "score": rate, "mean": rate, "low": rate * 0.8,
        "high": rate * 1.2, "evidence": "fair", "learned_at": post.slot_at,
    }  # fmt: skip


def _life(post: Any) -> Iterator[dict[str, Any]]:
    for hours, (action, source, target) in enumerate(_LIFE):
        yield {
            "item_id": post.id, "action": action, "from_state": source, "to_state": target,
            "revision_id": post.current_revision_id, "created_at": post.slot_at - timedelta(hours=4 - hours),
        }


def _call(post: Any, community_id: int) -> dict[str, Any]:
    return {
        "community_id": community_id, "purpose": Purpose.DRAFT, "endpoint": "bench", "model": "bench",
        "prompt_tokens": 900, "completion_tokens": 300, "cost_micros": 4_000,
        "created_at": post.slot_at - timedelta(days=1),
    }  # fmt: skip


def _names() -> Iterator[tuple[Block, str]]:
    yield from ((Block.FORM, form.value) for form in Form)
    yield from ((Block.VALUE, value.value) for value in Value)
    yield from ((Block.TAG, f"阶段:{number}") for number in range(TAGS))
    yield from ((Block.SLOT, f"{day}-{hour:02d}") for day in ("mon", "wed", "fri", "sun") for hour in range(8, 22))
    yield from ((Block.PROMPT, f"posts/learning.zh@{number}") for number in range(PROMPTS))


def _levels(
    community_id: int, personas: list[int], weeks: list[int], chance: random.Random
) -> Iterator[dict[str, Any]]:
    for week in weeks:
        for persona_id in personas:
            for block, name in ((Block.BASE, ""), *_names()):
                seen = chance.randint(200, 9_000)
                yield {
                    "community_id": community_id, "week": week, "persona_id": persona_id, "block": block, "name": name,
                    "posts": 5, "seen": seen, "engaged": seen // 12, "acted": seen // 80, "harmed": seen // 900,
                }


def _effects(
    community_id: int, personas: list[int], chance: random.Random, now: datetime
) -> Iterator[dict[str, Any]]:
    singles = [(None, block, name) for block, name in _names()]
    pairs = [
        (persona_id, Block.PERSONA_TAG, f"{persona_id}|阶段:{number}")
        for persona_id in personas for number in range(TAGS)
    ]
    for outcome in Outcome:
        for persona_id, block, name in (*singles, *pairs):
            multiplier = chance.lognormvariate(0, 0.3)
            yield {
                "community_id": community_id, "persona_id": persona_id, "outcome": outcome, "block": block,
                "name": name, "multiplier": multiplier, "low": multiplier * 0.85, "high": multiplier * 1.15,
                "posts": chance.randint(2, 400), "evidence": "fair", "created_at": now,
            }


def _days(community_id: int, chance: random.Random, now: datetime) -> Iterator[dict[str, Any]]:
    for back in range(MEMBER_DAYS):
        yield {
            "community_id": community_id, "day": (now - timedelta(days=back)).date(), "members": 5_000 - back,
            "joined": chance.randint(0, 20), "left": chance.randint(0, 15), "active": chance.randint(400, 900),
            "created_at": now, "updated_at": now,
        }  # fmt: skip
