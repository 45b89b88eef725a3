"""What the calendar needs most: the value and the stage furthest below their wanted shares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b

from content_calendar.message import Message
from content_calendar.planning.plan import Placed, PlanRequest
from content_calendar.planning.reasons import ReasonCode
from content_calendar.planning.shares import Tally, wanted_shares
from content_calendar.planning.suiting import STAGE_OF_VALUE
from content_calendar.vocabulary import Stage, Value

Kind = tuple[Value, Stage]


class Need:
    """The shares so far. Both weigh the same; without wanted shares of stages the values alone count."""

    def __init__(self, request: PlanRequest, posts: Iterable[Placed]) -> None:
        listed = list(posts)
        self._heeds_stages = any(weight > 0 for weight in request.stage_shares.values())
        self.values = Tally(wanted_shares(Value, request.value_shares), (post.value for post in listed))
        self.stages = Tally(wanted_shares(Stage, request.stage_shares), (post.stage for post in listed))
        self._ties = {kind: number_from(request.seed, *kind) for kind in self._kinds()}

    @property
    def stages_wanted(self) -> dict[Stage, float]:
        """Shares from 0 to 1 over every Stage; empty when the editor leaves the stages to the columns."""
        return dict(self.stages.wanted) if self._heeds_stages else {}

    @property
    def one_post(self) -> float:
        """What one more post weighs in the shares: plans as good as each other within it are not worth a change."""
        return self.values.one_post + (self.stages.one_post if self._heeds_stages else 0.0)

    def note(self, value: Value, stage: Stage) -> None:
        """Count a post of the plan."""
        self.values.add(value)
        self.stages.add(stage)

    def excess(self, value: Value, stage: Stage) -> float:
        """How far a post of this kind is above what is wanted; the lowest is needed most."""
        return self.values.excess(value) + (self.stages.excess(stage) if self._heeds_stages else 0.0)

    def neediest(self, values: Sequence[Value] = (), *, kept: Collection[Kind] = ()) -> Kind:
        """The kind furthest below its share, among `values` if any are given.

        A kind of `kept`, posts that stand already, goes first when it is needed as much but for one post.
        """
        steady = self.one_post
        among = [kind for kind in self._ties if not values or kind[0] in values] or self._of(values)
        return min(among, key=lambda kind: (self.excess(*kind) - steady * (kind in kept), self._ties.get(kind, 0)))

    def shortages(self, value: Value, stage: Stage) -> Iterator[Message]:
        """Which shares a post of this kind helps, as reasons."""
        if short := self.values.shortage(value):
            yield Message(ReasonCode.VALUE_SHORT, {"value": value, **short})
        if self._heeds_stages and (short := self.stages.shortage(stage)):
            yield Message(ReasonCode.STAGE_SHORT, {"stage": stage, **short})

    def _kinds(self) -> Iterator[Kind]:
        for value in Value:
            if self.values.wanted[value] > 0:
                yield from ((value, stage) for stage in self._stages_for(value))

    def _stages_for(self, value: Value) -> Sequence[Stage]:
        if not self._heeds_stages:
            return (STAGE_OF_VALUE[value],)
        return [stage for stage in Stage if self.stages.wanted[stage] > 0]

    def _of(self, values: Sequence[Value]) -> list[Kind]:
        return [(value, stage) for value in values for stage in self._stages_for(value)]


def number_from(seed: int, *parts: object) -> int:
    """A number from 0 to 2³¹-1 that is the same for the same seed and parts on every machine; instants count as UTC."""
    words = (part.astimezone(UTC).isoformat() if isinstance(part, datetime) else str(part) for part in parts)
    digest = blake2b("/".join((str(seed), *words)).encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1
