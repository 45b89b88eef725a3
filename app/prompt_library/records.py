"""How the texts written with a prompt fared: how many, how many approved, how much rewritten, how well received.

A text belongs to the last machine draft at or before it on the same item; what people change afterwards counts as
editing of that draft. Numbers are those of all communities together, since all of them share the prompts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, Select, Subquery, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.models import ContentItem, ItemEvent, PostStanding, Revision
from content_calendar.vocabulary import OUTCOME_COUNTERS, Outcome
from content_calendar.workflow import Action

ENOUGH = 10
"""Below this many texts a share or a median says nothing."""

Key = tuple[str, str]
"""A prompt and a version of it as provenance names it; an empty version stands for all of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """`decided` drafts were seen by a reviewer, `approved` of them passed at the first look.

    `distance` is the median of characters changed between draft and approved text, over `compared` texts; `engaged`
    of `seen` members reacted to `posts` posts.
    """

    drafts: int = 0
    decided: int = 0
    approved: int = 0
    posts: int = 0
    seen: int = 0
    engaged: int = 0
    compared: int = 0
    distance: float = 0.0

    @property
    def approval(self) -> float | None:
        """Share of reviewed drafts that passed at the first look; None while there are too few."""
        return self.approved / self.decided if self.decided >= ENOUGH else None

    @property
    def edits(self) -> float | None:
        """The median edit distance; None while there are too few texts."""
        return self.distance if self.compared >= ENOUGH else None

    @property
    def engagement(self) -> float | None:
        """Reactions for each member who saw it; None while there are too few posts."""
        return self.engaged / self.seen if self.posts >= ENOUGH and self.seen else None

    def with_counts(self, other: Record) -> Record:
        """Both counted together; a median cannot be added and stays."""
        return replace(
            self, drafts=self.drafts + other.drafts, decided=self.decided + other.decided,
            approved=self.approved + other.approved, posts=self.posts + other.posts, seen=self.seen + other.seen,
            engaged=self.engaged + other.engaged,
        )


NO_RECORD = Record()


def records(session: Session, keys: Sequence[str], *, by_version: bool = False) -> Mapping[Key, Record]:
    """The record of each prompt, and of each of its versions if asked; four queries, or five."""
    found: dict[Key, Record] = defaultdict(Record)
    for prompt, version, counted in (*_drafts(session, keys), *_decisions(session, keys), *_reception(session, keys)):
        for key in {(prompt, version), (prompt, "")}:
            found[key] = found[key].with_counts(counted)
    for group in ((Revision.prompt,), (Revision.prompt, Revision.prompt_version))[: 1 + by_version]:
        for name, version, median, size in _medians(session, keys, group):
            found[name, version] = replace(found[name, version], distance=median, compared=size)
    return found


def _drafts(session: Session, keys: Sequence[str]) -> Iterator[tuple[str, str, Record]]:
    for prompt, version, drafts in session.execute(_counted(keys, func.count(Revision.id))):
        yield prompt, version, Record(drafts=drafts)


def _decisions(session: Session, keys: Sequence[str]) -> Iterator[tuple[str, str, Record]]:
    first = _first_decisions()
    passed = func.sum(case((first.c.action == Action.APPROVE, 1), else_=0))
    query = _counted(keys, func.count(first.c.draft_id), passed).join(first, first.c.draft_id == Revision.id)
    for prompt, version, decided, approved in session.execute(query):
        yield prompt, version, Record(decided=decided, approved=int(approved))


def _reception(session: Session, keys: Sequence[str]) -> Iterator[tuple[str, str, Record]]:
    newest = _received()
    sums = (func.count(newest.c.draft_id), func.sum(newest.c.seen), func.sum(newest.c.engaged))
    query = _counted(keys, *sums).join(newest, newest.c.draft_id == Revision.id)
    for prompt, version, posts, seen, engaged in session.execute(query):
        yield prompt, version, Record(posts=posts, seen=int(seen), engaged=int(engaged))


def _medians(
    session: Session, keys: Sequence[str], group: tuple[InstrumentedAttribute[str], ...]
) -> Iterator[tuple[str, str, float, int]]:
    """The middle value of each group, or the mean of the two middle ones; the databases share no function for it."""
    changed = _changed_characters(keys, group)
    names = [changed.c[column.key] for column in group]
    query = (
        select(func.avg(changed.c.distance), func.max(changed.c.size), *names)
        .where(changed.c.place.in_(((changed.c.size + 1) // 2, (changed.c.size + 2) // 2)))
        .group_by(*names)
    )
    for median, size, prompt, *version in session.execute(query):
        yield prompt, version[0] if version else "", float(median), size


def _counted(keys: Sequence[str], *counts: ColumnElement[Any]) -> Select[Any]:
    """Counts over machine drafts, for each version of the prompts."""
    group = (Revision.prompt, Revision.prompt_version)
    return select(*group, *counts).where(Revision.prompt.in_(keys)).group_by(*group)


def _draft_at(item_id: InstrumentedAttribute[Any], revision_id: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    """The machine draft that the words of a revision began as."""
    draft = aliased(Revision)
    mine = (draft.item_id == item_id, draft.prompt != "", draft.id <= revision_id)
    return select(func.max(draft.id)).where(*mine).scalar_subquery()


def _decided(*actions: Action) -> Subquery:
    """What reviewers said, each with the draft it was said of, counted from the first time."""
    said = (
        select(
            ItemEvent.id, ItemEvent.item_id, ItemEvent.action, ItemEvent.revision_id,
            _draft_at(ItemEvent.item_id, ItemEvent.revision_id).label("draft_id"),
        )
        .where(ItemEvent.action.in_(actions))
        .subquery()
    )
    turn = func.row_number().over(partition_by=said.c.draft_id, order_by=said.c.id)
    return select(said, turn.label("turn")).where(said.c.draft_id.is_not(None)).subquery()


def _first_decisions() -> Subquery:
    decided = _decided(Action.APPROVE, Action.REQUEST_CHANGES)
    return select(decided).where(decided.c.turn == 1).subquery()


def _changed_characters(keys: Sequence[str], group: tuple[InstrumentedAttribute[str], ...]) -> Subquery:
    """How much of each approved draft people had changed by then, in order within its group."""
    approved, later = _decided(Action.APPROVE), aliased(Revision)
    since = (later.item_id == approved.c.item_id, later.id > approved.c.draft_id, later.id <= approved.c.revision_id)
    distance = select(func.coalesce(func.sum(later.edit_distance), 0)).where(*since).scalar_subquery()
    changed = (
        select(*group, distance.label("distance"))
        .join(approved, approved.c.draft_id == Revision.id)
        .where(approved.c.turn == 1, Revision.prompt.in_(keys))
        .subquery()
    )
    names = [changed.c[column.key] for column in group]
    place = func.row_number().over(partition_by=names, order_by=changed.c.distance)
    size = func.count().over(partition_by=names)
    return select(changed, place.label("place"), size.label("size")).subquery()


def _received() -> Subquery:
    """What came back for each item, with the draft its words began as."""
    standing = PostStanding
    counters = (getattr(standing, counter.value) for counter in OUTCOME_COUNTERS[Outcome.ENGAGE])
    engaged = reduce(add, counters, cast(0, BigInteger))
    return (
        select(
            _draft_at(ContentItem.id, ContentItem.current_revision_id).label("draft_id"),
            case((standing.impressions > standing.views, standing.impressions), else_=standing.views).label("seen"),
            engaged.label("engaged"),
        )
        .join(ContentItem, ContentItem.id == standing.item_id)
        .subquery()
    )
