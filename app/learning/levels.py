"""What the posts of a week brought, summed by what they share: the sums behind any range of weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.learning.posts import Post
from app.models import LevelWeek
from content_calendar.ranking import Block, Features, Observation

Key = tuple[int, Block, str]
"""Persona, block and level; of a persona's posts as a whole, `Block.BASE` and no name."""
Sums = tuple[int, int, int, int, int, int, int]
"""Posts, those who saw them, engaged, acted and harmed; those who saw posts of which acts were told, and harm."""
NOTHING: Sums = (0, 0, 0, 0, 0, 0, 0)
MOST = 2**31 - 1
"""What a column holds; absurd numbers that somebody confirmed may not keep a community from learning."""
SUMS = ("posts", "seen", "engaged", "acted", "harmed", "act_seen", "harm_seen")


def sums_of(posts: Iterable[Post]) -> Mapping[Key, Sums]:
    """The sums of each level that the posts of one week show; what was not reported adds nothing."""
    found: dict[Key, Sums] = defaultdict(lambda: NOTHING)
    for post in posts:
        if post.seen and post.seen.exposures:
            figures = _figures(post.seen)
            for block, name in _levels(post.features):
                before = found[post.persona_id, block, name]
                found[post.persona_id, block, name] = _added(before, figures)
    return dict(found)


def write_levels(session: Session, community_id: int, week: int, sums: Mapping[Key, Sums]) -> bool:
    """Put these sums in the place of those of the week; whether anything differed. One query when nothing did."""
    here = (LevelWeek.community_id == community_id, LevelWeek.week == week)
    if _known(session, *here) == sums:
        return False
    session.execute(delete(LevelWeek).where(*here))
    rows = [
        {"community_id": community_id, "week": week, "persona_id": persona_id, "block": block, "name": name}
        | dict(zip(SUMS, found, strict=True))
        for (persona_id, block, name), found in sums.items()
    ]
    if rows:
        session.execute(insert(LevelWeek), rows)
    return True


def forget_other_weeks(session: Session, community_id: int, weeks: Iterable[int]) -> None:
    """Take out the weeks whose posts are gone."""
    known = session.scalars(select(LevelWeek.week).where(LevelWeek.community_id == community_id).distinct())
    for week in set(known) - set(weeks):
        session.execute(delete(LevelWeek).where(LevelWeek.community_id == community_id, LevelWeek.week == week))


def _known(session: Session, *here: Any) -> Mapping[Key, Sums]:
    query = select(
        LevelWeek.persona_id, LevelWeek.block, LevelWeek.name, *(getattr(LevelWeek, name) for name in SUMS)
    ).where(*here)
    return {
        (row[0], row[1], row[2]): (row[3], row[4], row[5], row[6], row[7], row[8], row[9])
        for row in session.execute(query)
    }


def _levels(seen: Features) -> Iterator[tuple[Block, str]]:
    singles = (
        (Block.SLOT, seen.slot), (Block.FORM, seen.form), (Block.VALUE, seen.value), (Block.PROMPT, seen.prompt),
        (Block.TEMPLATE, seen.template), *((Block.TAG, tag) for tag in seen.tags),
    )
    yield Block.BASE, ""
    yield from (level for level in singles if level[1])


def _figures(seen: Observation) -> Sums:
    act_seen, harm_seen = (0 if count is None else seen.exposures for count in (seen.acts, seen.harms))
    return 1, seen.exposures, seen.successes, seen.acts or 0, seen.harms or 0, act_seen, harm_seen


def _added(one: Sums, other: Sums) -> Sums:
    posts, seen, engaged, acted, harmed, act_seen, harm_seen = (
        min(mine + more, MOST) for mine, more in zip(one, other, strict=True)
    )
    return posts, seen, engaged, acted, harmed, act_seen, harm_seen
