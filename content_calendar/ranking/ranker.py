"""The face of the ranking: observe posts, end weeks, rank candidates.

A week's posts wait until the week ends; ranking meanwhile looks at closed weeks and waiting posts together, open posts
counting as far as they have come. What waits is sorted before it is used, so the order of arrival cannot change a byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from content_calendar.ranking.archive import packed, unpacked
from content_calendar.ranking.choice import draw
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.contest import Contest
from content_calendar.ranking.design import BLOCKS
from content_calendar.ranking.effects import Effect, effects_of
from content_calendar.ranking.features import Block, Candidate, Observation
from content_calendar.ranking.forecast import Snapshot
from content_calendar.ranking.hindsight import Hindsight, hindsight
from content_calendar.ranking.invalid import CountField, RankingFault, RankingInvalid, whole_number, within
from content_calendar.ranking.listing import Ranking
from content_calendar.ranking.memory import Memory
from content_calendar.ranking.pool import Pool
from content_calendar.ranking.waiting import Waiting
from content_calendar.vocabulary import Outcome


class Ranker:
    """Learns from posts and orders candidates."""

    def __init__(self, config: RankerConfig | None = None) -> None:
        self.config = config or RankerConfig()
        self._closed = Memory.empty(self.config)
        self._waiting = Waiting()
        self._now: Snapshot | None = None

    def observe(self, posts: Iterable[Observation]) -> None:
        """Take in posts of the open week, or of closed weeks when their numbers came late (they say less of today).

        A newer reading of a post with a key takes the place of the older one until the post is done and its week ends.
        """
        self._waiting.add(posts)
        self._now = None

    def end_week(self, week: int) -> None:
        """Close `week`: its finished posts become lasting, once; block variances and the curves of ripening are
        learned; effects drift.

        Posts of later weeks and posts that still ripen go on waiting. Raises RankingInvalid unless `week` is after the
        last one closed.
        """
        whole_number(CountField.WEEK, week)
        closed = self._closed.week
        if closed is not None and week <= closed:
            raise RankingInvalid(RankingFault.WEEK_CLOSED, week=week, closed=closed)
        due, paths = self._waiting.close(week)
        self._closed = self._closed.after(due, self.config).at_end_of(week, self.config).having_ripened(paths)
        self._now = None

    def rank(
        self,
        candidates: Iterable[Candidate] | Pool,
        persona: str | None = None,
        slot: str | None = None,
        *,
        explore: float = 0.0,
        seed: int = 0,
        explain: int = 100,
    ) -> Ranking:
        """The candidates: the one to send, then the rest by falling score, those blocked for harm last.

        candidates: whoever ranks the same many times keeps a `Pool` of them.
        persona, slot: where the post will appear; they take the place of the candidates' own.
        explore: 0 sends the best known, 1 is full Thompson sampling; above 0 a share `config.floor` of the picks is
        an even draw, the random control. The same state and seed give the same list.
        explain: how many of the list, from the top, get their reasons; every blocked one says why in any case.
        Raises RankingInvalid for a key that stands twice or an `explore` outside 0 to 1.
        """
        within(CountField.EXPLORE, explore, 0.0, 1.0)
        pool = candidates if isinstance(candidates, Pool) else Pool.of(candidates)
        contest = Contest.of(self._snapshot(), self.config, pool, persona, slot)
        floor = self.config.floor if explore else 0.0
        propensity = contest.propensity(explore, floor)
        first = draw(propensity, contest.eligible, floor, contest.best(1), seed)
        return Ranking(contest, propensity, first, explain)

    def effects(self) -> list[Effect]:
        """What was learned, effect by effect, of every outcome that was reported."""
        return list(effects_of(self._snapshot()))

    def hindsight(self, posts: Sequence[Observation]) -> list[Hindsight]:
        """Where posts that were observed stand by what came of them, in the order given."""
        return hindsight(self._snapshot(), self.config, posts) if posts else []

    def weighing(self, weights: Weights) -> Ranker:
        """This ranker with other weights; what it learned is shared."""
        other = Ranker(replace(self.config, weights=weights))
        other._closed, other._waiting, other._now = self._closed, self._waiting, self._snapshot()
        return other

    def at_rest(self) -> Ranker:
        """A ranker that ranks as this one does and is read more quickly: what still waits is learned already.

        It is not to be told more: newer readings of what waited would count beside the older ones.
        """
        rested = Ranker(self.config)
        rested._closed = self._snapshot().memory
        return rested

    def block_sd(self, block: Block, outcome: Outcome = Outcome.ENGAGE) -> float:
        """How much the levels of `block` differ, as learned: a standard deviation on log-odds, near 0 for no signal."""
        learned = self._snapshot().memory.outcomes[outcome].rates.variances
        return float(learned[BLOCKS.index(block)] ** 0.5)

    def to_bytes(self) -> bytes:
        """The whole state. The same posts and weeks give the same bytes, in whatever order posts arrived."""
        return packed(self.config, self._closed, self._waiting.all())

    @classmethod
    def from_bytes(cls, saved: bytes) -> Ranker:
        """The ranker that `to_bytes` saved. Raises RankingInvalid for anything else."""
        config, memory, waiting = unpacked(saved)
        ranker = cls(config)
        ranker._closed = memory
        ranker._waiting.add(waiting)
        return ranker

    def _snapshot(self) -> Snapshot:
        if self._now is None:
            self._now = Snapshot(self._closed.after(self._waiting.newest(), self.config))
        return self._now
