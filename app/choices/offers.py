"""Who could take the open slots of some days: per slot the evergreens that may return, and the one that is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.choices.drawing import Prize, chooser, draw, order, seed_of
from app.choices.evergreens import Evergreen, evergreens_of, rest_of
from app.choices.open_slots import Range, Uses, column_uses, open_until
from app.choices.uses import WEARS
from app.core.zones import zone_of
from app.learning.features import features_of, slot_name
from app.models import Community, ContentItem
from content_calendar.ranking import Candidate, Ranked, Ranker, Ranking
from content_calendar.vocabulary import Goal, Term

__all__ = ["MOST_SHOWN", "MOST_SLOTS", "Draw", "Match", "Offer", "Range", "offers"]

MOST_SLOTS = 60
MOST_SHOWN = 5
"""Candidates of a slot that a page shows."""


class Match(Term):
    """How near the evergreens come to what was planned for a slot."""

    SAME_KIND = "same_kind", "价值和形式相同", "same value and form"
    SAME_VALUE = "same_value", "价值相同，形式不同", "same value, another form"
    NONE = "none", "没有歇够的同价值内容", "none of this value has rested"
    HELD_BACK = "held_back", "可能招致退群，全部拦下", "all held back for harm"


Found = Mapping[str, Evergreen]
"""Evergreens by the key they have in a ranking."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What was drawn, among whom, by whom and from which seed."""

    ranking: Ranking
    evergreens: Found
    ranker: Ranker
    seed: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One open slot. All but `drawn` may be shown before the decision: it tells nothing of any draw, here or earlier.
    `listed` has the best known first. `resting` are evergreens of this kind that would come too soon.
    """

    post: ContentItem
    match: Match
    listed: Ranking | None
    evergreens: Found
    resting: int
    drawn: Draw | None
    """None when nothing may return here, or earlier slots took all that might."""

    @property
    def may_be_filled(self) -> bool:
        """Whether anybody stands here who is not held back."""
        return self.match in (Match.SAME_KIND, Match.SAME_VALUE)

    @property
    def pick(self) -> Ranked | None:
        """Who was drawn, unless all are held back."""
        first = self.drawn.ranking[0] if self.drawn else None
        return first if first and first.pick else None

    @property
    def source(self) -> ContentItem | None:
        """The post whose words would return."""
        return self.drawn.evergreens[self.pick.key].item if self.drawn and self.pick else None


def offers(session: Session, community: Community, span: Range, *, now: datetime, lock: bool = False) -> list[Offer]:
    """The open slots of the range in their order, at most MOST_SLOTS: words picked for one slot rest before the next.

    Slots are given away from now on, those before the range too, so which days or personas are asked for changes no
    draw. Seven queries and one for each goal, however many slots. `lock` holds them.
    """
    posts = session.scalars(open_until(community, span, now, lock=lock)).unique().all()
    evergreens = evergreens_of(session, community, {post.persona_id for post in posts})
    table = _Table(session, community, posts, evergreens)
    drawn = [(post, post.slot_at, table.give(post, post.slot_at)) for post in posts if post.slot_at]
    asked = [(post, at, draw) for post, at, draw in drawn if at >= span.start]
    return [table.offer(post, at, draw) for post, at, draw in asked[:MOST_SLOTS]]


class _Table:
    """What was taken so far while slots are given away one after the other."""

    def __init__(
        self, session: Session, community: Community, posts: Sequence[ContentItem],
        evergreens: Mapping[int, list[Evergreen]],
    ) -> None:
        self._community, self._evergreens, self._rest = community, evergreens, rest_of(community)
        self._taken: dict[tuple[int, int], list[datetime]] = {}
        self._uses: Uses = column_uses(session, posts)
        self._rankers: dict[Goal | None, Ranker] = {}
        for goal in {post.goal for post in posts}:
            self._rankers[goal] = chooser(session, community, goal)

    def give(self, post: ContentItem, at: datetime) -> Draw | None:
        """Draw among those who stand there, less what earlier slots took. The seed is the post's own: to move it throws
        no new dice.
        """
        standing = _nearest(post, self._rested(post, at))
        found = {key: one for key, one in standing.items() if self._is_free(one, at)}
        if not found:
            return None
        ranker, seed = self._rankers[post.goal], seed_of(post.uid)
        ranking = draw(ranker, self._candidates(found, at), self._prize(post), seed)
        if ranking[0].pick:
            self._taken.setdefault(_words(found[ranking[0].key]), []).append(at)
        return Draw(ranking, found, ranker, seed)

    def offer(self, post: ContentItem, at: datetime, drawn: Draw | None) -> Offer:
        """What stands to choose from, whoever is drawn here or before."""
        found, resting = _nearest(post, self._rested(post, at)), len(self._suiting(post)) - len(self._rested(post, at))
        if not found:
            return Offer(post, Match.NONE, None, {}, resting, None)
        listed = order(self._rankers[post.goal], self._candidates(found, at), self._prize(post))
        return Offer(post, _match(post, listed, found), listed, found, resting, drawn)

    def _suiting(self, post: ContentItem) -> list[Evergreen]:
        return [one for one in self._evergreens.get(post.persona_id, ()) if _suits(one.item, post)]

    def _rested(self, post: ContentItem, at: datetime) -> list[Evergreen]:
        return [one for one in self._suiting(post) if one.is_rested(at, self._rest)]

    def _is_free(self, one: Evergreen, at: datetime) -> bool:
        return all(abs(at - time) >= self._rest for time in self._taken.get(_words(one), ()))

    def _prize(self, post: ContentItem) -> Prize:
        return Prize(post, slot_name(post.slot_at, zone_of(self._community.timezone)))

    def _candidates(self, found: Found, at: datetime) -> list[Candidate]:
        return [
            Candidate(key, features_of(one.item, self._community), self._uses_before(one.item, at))
            for key, one in found.items()
        ]

    def _uses_before(self, item: ContentItem, at: datetime) -> int:
        known = self._uses.get((item.persona_id, item.column_id), ())
        return sum(at - WEARS < time < at for time in known)


def _suits(old: ContentItem, post: ContentItem) -> bool:
    return (old.platform, old.language, old.value) == (post.platform, post.language, post.value)


def _words(one: Evergreen) -> tuple[int, int]:
    """What rests: these words, for this persona. What is drawn for others changes nothing."""
    return one.item.persona_id, one.root_id


def _nearest(post: ContentItem, rested: Sequence[Evergreen]) -> Found:
    """Those of the planned form, if there are any."""
    same = [one for one in rested if one.item.form is post.form]
    return {str(one.item.id): one for one in _once(same or rested)}


def _match(post: ContentItem, listed: Ranking, found: Found) -> Match:
    if listed[0].blocked:
        return Match.HELD_BACK
    return Match.SAME_KIND if found[listed[0].key].item.form is post.form else Match.SAME_VALUE


def _once(found: Sequence[Evergreen]) -> Iterator[Evergreen]:
    """Words that are marked at several of their posts stand to choose from once, as they were read last."""
    seen: set[int] = set()
    for one in found:
        if one.root_id not in seen:
            seen.add(one.root_id)
            yield one
