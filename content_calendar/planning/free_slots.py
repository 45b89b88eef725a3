"""Free slots bring a week up to the posts it aims at, each of the kind that is needed most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from content_calendar.message import Message
from content_calendar.planning.hours import Chance
from content_calendar.planning.ledger import week_of
from content_calendar.planning.need import Kind, number_from
from content_calendar.planning.open_plan import OpenPlan, days_between
from content_calendar.planning.plan import Loose, Origin, Slot
from content_calendar.planning.reasons import ReasonCode
from content_calendar.planning.suiting import form_for
from content_calendar.vocabulary import Scene

_DAYS_A_WEEK = 7


def place_free(plan: OpenPlan) -> None:
    """Fill every week of the range; a week that lies in it or in the future only in part aims at its part alone."""
    if not plan.request.weekly_target:
        return
    days = days_between(max(plan.request.start, plan.today), plan.request.end)
    open_days = (day for day in days if day not in plan.request.blackout)
    for week, in_week in groupby(open_days, key=week_of):
        _Week(plan, list(in_week), plan.incumbents.free_in(week)).fill()


@dataclass(slots=True)
class _Week:
    """The open days of one week, and the free posts that stand in it by kind."""

    plan: OpenPlan
    days: Sequence[date]
    kept: dict[Kind, list[Loose]]

    def fill(self) -> None:
        for _ in range(self._room()):
            if not self._fill_one():
                return

    def _room(self) -> int:
        """How many posts the days still lack of their part of the target, rounded up, and the week of the whole."""
        target, ledger = self.plan.request.weekly_target, self.plan.ledger
        part = -(-target * len(self.days) // _DAYS_A_WEEK)
        lacking = part - sum(ledger.posts_on(day) for day in self.days)
        return min(lacking, target - ledger.posts_in_week(self.days[0]))

    def _fill_one(self) -> bool:
        kind = self.plan.need.neediest(kept=self.kept)
        standing = self.kept.get(kind, [])
        kept = next((one for one in standing if self.plan.stands(one)), standing[0] if standing else None)
        chance = self.plan.stands(kept) or self._best_chance()
        if chance is None:
            return False
        self._forget(kind, kept)
        self.plan.place(self._slot(kind, chance), kept)
        return True

    def _best_chance(self) -> Chance | None:
        """On the emptiest day, among these the one furthest from other posts; what stands is left its moment."""
        reserved, ledger = self._reserved(), self.plan.ledger
        emptiest = sorted(
            self.days,
            key=lambda day: (ledger.posts_on(day) + len(reserved.get(day, ())), -ledger.days_to_next_post(day), day),
        )
        chances = (self.plan.chance_on(day, reserved.get(day, ())) for day in emptiest)
        return next((chance for chance in chances if chance), None)

    def _reserved(self) -> dict[date, list[float]]:
        """The instants of what stands and was not yet taken up, by day."""
        found: dict[date, list[float]] = defaultdict(list)
        for one in chain.from_iterable(self.kept.values()):
            found[one.post.at.astimezone(self.plan.request.zone).date()].append(one.post.at.timestamp())
        return found

    def _forget(self, kind: Kind, kept: Loose | None) -> None:
        if kept:
            self.kept[kind].remove(kept)
            if not self.kept[kind]:
                del self.kept[kind]

    def _slot(self, kind: Kind, chance: Chance) -> Slot:
        value, stage = kind
        return Slot(
            at=chance.at, column_id=None, topic=None, value=value, stage=stage, form=form_for(value, stage),
            scene=Scene.NONE, occasion=None, seed=number_from(self.plan.request.seed, "free", chance.at),
            reasons=tuple(self._reasons(kind, chance)), origin=Origin.FREE,
        )

    def _reasons(self, kind: Kind, chance: Chance) -> Iterator[Message]:
        count = self.plan.ledger.posts_in_week(self.days[0])
        aim = {"count": count, "target": self.plan.request.weekly_target, "value": kind[0]}
        yield Message(ReasonCode.FREE_ROOM, aim)
        yield from self.plan.need.shortages(*kind)
        yield chance.reason
