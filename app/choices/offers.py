"""Who could take the open slots of some days: per slot the evergreens that may return, ranked, one of them chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.choices.drawing import Prize, chooser, draw, seed_of
from app.choices.evergreens import Evergreen, evergreens_of, rest_of
from app.choices.uses import WEARS
from app.core.zones import zone_of
from app.learning.features import features_of, slot_name
from app.models import Community, ContentItem
from content_calendar.ranking import Candidate, Ranked, Ranker, Ranking
from content_calendar.vocabulary import ContentKind, Goal, Term
from content_calendar.workflow import OUT, State

MOST_SLOTS = 60


class Match(Term):
    """How near the evergreens come to what was planned for a slot."""

    SAME_KIND = "same_kind", "价值和形式相同", "same value and form"
    SAME_VALUE = "same_value", "价值相同，形式不同", "same value, another form"
    NONE = "none", "没有歇够的同价值内容", "none of this value has rested"
    HELD_BACK = "held_back", "可能招致退群，全部拦下", "all held back for harm"


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, by whom and from which seed."""

    ranking: Ranking
    ranker: Ranker
    seed: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One open slot; `drawn` is None when nothing may return there. `resting` are evergreens of this kind that would
    come too soon.
    """

    post: ContentItem
    match: Match
    drawn: Draw | None
    evergreens: Mapping[str, Evergreen]
    resting: int

    @property
    def pick(self) -> Ranked | None:
        """The first of the list, unless all are held back."""
        first = self.drawn.ranking[0] if self.drawn else None
        return first if first and first.pick else None

    @property
    def source(self) -> ContentItem | None:
        """The post whose words would return."""
        return self.evergreens[self.pick.key].item if self.pick else None


class Range(NamedTuple):
    """The instants between which slots are looked for, `start` ≤ slot < `end`, of one persona or all."""

    start: datetime
    end: datetime
    persona_id: int | None = None


def offers(session: Session, community: Community, span: Range, *, now: datetime, lock: bool = False) -> list[Offer]:
    """What would be picked, in the order of the slots: words picked for one slot rest before the next.

    Seven queries and one for each goal, however many slots; at most MOST_SLOTS of them. `lock` holds them.
    """
    posts = session.scalars(_open(community, span, now, lock=lock)).unique().all()
    evergreens = evergreens_of(session, community, {post.persona_id for post in posts})
    table = _Table(session, community, posts, evergreens)
    return [table.offer(post, post.slot_at) for post in posts if post.slot_at]


class _Table:
    """What was taken so far while slots are given away one after the other."""

    def __init__(
        self, session: Session, community: Community, posts: Sequence[ContentItem],
        evergreens: Mapping[int, list[Evergreen]],
    ) -> None:
        self._community, self._evergreens, self._rest = community, evergreens, rest_of(community)
        self._taken: dict[int, list[datetime]] = {}
        self._uses = _column_uses(session, posts)
        self._rankers: dict[Goal | None, Ranker] = {}
        for goal in {post.goal for post in posts}:
            self._rankers[goal] = chooser(session, community, goal)

    def offer(self, post: ContentItem, at: datetime) -> Offer:
        suits = [one for one in self._evergreens.get(post.persona_id, ()) if _suits(one.item, post)]
        rested = [one for one in suits if self._is_rested(one, at)]
        same = [one for one in rested if one.item.form is post.form]
        found = {str(one.item.id): one for one in _once(same or rested)}
        if not found:
            return Offer(post, Match.NONE, None, {}, len(suits))
        ranker, seed = self._rankers[post.goal], seed_of(post.uid, at)
        ranking = draw(ranker, [self._candidate(one, at) for one in found.values()], self._prize(post), seed)
        match = Match.HELD_BACK if ranking[0].pick is None else Match.SAME_KIND if same else Match.SAME_VALUE
        offer = Offer(post, match, Draw(ranking, ranker, seed), found, len(suits) - len(rested))
        self._take(offer, at)
        return offer

    def _take(self, offer: Offer, at: datetime) -> None:
        if offer.pick:
            chosen = offer.evergreens[offer.pick.key]
            self._taken.setdefault(chosen.root_id, []).append(at)

    def _is_rested(self, one: Evergreen, at: datetime) -> bool:
        taken = self._taken.get(one.root_id, ())
        return one.is_rested(at, self._rest) and all(abs(at - time) >= self._rest for time in taken)

    def _prize(self, post: ContentItem) -> Prize:
        return Prize(post, slot_name(post.slot_at, zone_of(self._community.timezone)))

    def _candidate(self, one: Evergreen, at: datetime) -> Candidate:
        known = self._uses.get((one.item.persona_id, one.item.column_id), ())
        uses = sum(at - WEARS < time < at for time in known)
        return Candidate(str(one.item.id), features_of(one.item, self._community), uses)


def _suits(old: ContentItem, post: ContentItem) -> bool:
    return (old.platform, old.language, old.value) == (post.platform, post.language, post.value)


def _once(found: Sequence[Evergreen]) -> Iterator[Evergreen]:
    """Words that are marked at several of their posts stand to choose from once, as they were read last."""
    seen: set[int] = set()
    for one in found:
        if one.root_id not in seen:
            seen.add(one.root_id)
            yield one


def _open(community: Community, span: Range, now: datetime, *, lock: bool) -> Select[ContentItem]:
    """Planned posts without a text whose time is ahead, soonest first."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id == community.id, ContentItem.state == State.PLANNED,
            ContentItem.kind == ContentKind.POST, ContentItem.current_revision_id.is_(None),
            ContentItem.slot_at >= max(span.start, now + timedelta(minutes=1)), ContentItem.slot_at < span.end,
        )
        .options(joinedload(ContentItem.persona), joinedload(ContentItem.column))
        .order_by(ContentItem.slot_at, ContentItem.id).limit(MOST_SLOTS)
    )
    if span.persona_id is not None:
        query = query.where(ContentItem.persona_id == span.persona_id)
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    return query


Uses = Mapping[tuple[int, int | None], Sequence[datetime]]


def _column_uses(session: Session, posts: Sequence[ContentItem]) -> Uses:
    """When each column speaks to each persona around these slots; one query."""
    slots = [post.slot_at for post in posts if post.slot_at]
    if not slots:
        return {}
    query = select(ContentItem.persona_id, ContentItem.column_id, ContentItem.slot_at).where(
        ContentItem.persona_id.in_({post.persona_id for post in posts}), ContentItem.column_id.is_not(None),
        ContentItem.state.in_(OUT), ContentItem.slot_at > min(slots) - WEARS, ContentItem.slot_at < max(slots),
    )
    found: dict[tuple[int, int | None], list[datetime]] = {}
    for row in session.execute(query):
        found.setdefault((row.persona_id, row.column_id), []).append(row.slot_at)
    return found
