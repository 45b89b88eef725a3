"""Rows of what was learned, as a test wants them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.feedback.weeks import week_of
from app.models import ContentItem, LearnedEffect, LevelWeek, Persona, PostStanding, RankerState
from content_calendar.content import Copy
from content_calendar.ranking import Block
from content_calendar.vocabulary import Counter, Outcome
from tests.factories import COPY, Workspace, make_item, published, write

_THEN = datetime(2026, 1, 5, tzinfo=UTC)
_TOLD = sum(1 << place for place, counter in enumerate(Counter) if counter in {Counter.VIEWS, Counter.LIKES})


def effect(
    session: Session, persona: Persona, block: Block, name: str, interval: tuple[float, float, float], posts: int = 40,
    **fields: object,
) -> LearnedEffect:
    """An effect on engagement of the persona's community: its multiplier, low and high."""
    defaults: dict[str, object] = {"outcome": Outcome.ENGAGE, "evidence": "fair", "created_at": _THEN}
    multiplier, low, high = interval
    row = LearnedEffect(
        **defaults | fields, community_id=persona.community_id, block=block, name=name, multiplier=multiplier, low=low,
        high=high, posts=posts,
    )
    session.add(row)
    session.flush()
    return row


def week(
    session: Session, persona: Persona, block: Block, name: str, at: datetime, *, engaged: int, seen: int = 1_000,
    posts: int = 3, act_seen: int = 0,
) -> None:
    """What the posts of the week of `at` with that level brought; nobody acted, as `act_seen` of those who saw told."""
    session.add(LevelWeek(
        community_id=persona.community_id, week=week_of(at.date()), persona_id=persona.id, block=block, name=name,
        posts=posts, seen=seen, engaged=engaged, acted=0, harmed=0, act_seen=act_seen,
    ))  # fmt: skip
    session.flush()


def learned(session: Session, persona: Persona, now: datetime, posts: int = 40) -> None:
    """The ranking has learned."""
    session.add(RankerState(
        community_id=persona.community_id, ranker=b"", posts=posts, learned_at=now, inputs_digest="0" * 64
    ))  # fmt: skip
    session.flush()


def standing(
    session: Session, workspace: Workspace, now: datetime, *, score: float | None = None, weeks_ago: int = 0,
    views: int = 1_000, likes: int = 50, copy: Copy = COPY, **fields: object,
) -> ContentItem:
    """A post that went out some weeks ago, with its numbers and where the ranking put it."""
    at = now - timedelta(weeks=weeks_ago, hours=1)
    item = write(session, make_item(session, workspace.column, now, **fields), copy, workspace.editor, now)
    published(session, workspace, item, now)
    rates = {} if score is None else {"score": score, "mean": score, "low": score / 2, "high": score * 2}
    session.add(PostStanding(
        item_id=item.id, community_id=item.community_id, persona_id=item.persona_id, out_at=at,
        week=week_of(at.date()), observed_at=now, readings=2, views=views, likes=likes,
        reported=_TOLD, evidence="fair" if rates else "", learned_at=now if rates else None, **rates,
    ))  # fmt: skip
    session.flush()
    return item
