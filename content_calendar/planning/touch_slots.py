"""Campaign touches become slots: each as near its due day as caps, gaps and quiet hours allow, never out of turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from content_calendar.message import Message
from content_calendar.planning.hours import Chance
from content_calendar.planning.need import number_from
from content_calendar.planning.open_plan import OpenPlan
from content_calendar.planning.plan import CampaignPlan, Loose, Origin, Skipped, Slot
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.touches import TouchDay, arc, touch_days
from content_calendar.planning.turns import Candidate

_STEADY_DAYS = 1
"""A touch that stands this near its due day stays: the even spacing moves a little whenever one of them is done."""


def place_touches(plan: OpenPlan, fired: Sequence[Candidate]) -> None:
    """Place what campaigns still lack; the moments at which columns fire are avoided where hours allow."""
    if not plan.request.campaigns:
        return
    rhythm: dict[date, list[float]] = defaultdict(list)
    for one in fired:
        rhythm[one.at.date()].append(one.instant)
    for campaign in sorted(plan.request.campaigns, key=lambda one: (one.first, one.id)):
        _Campaign(plan, campaign, rhythm).place()


@dataclass(slots=True)
class _Campaign:
    """One campaign's touches; `days` are those known so far, by number."""

    plan: OpenPlan
    campaign: CampaignPlan
    rhythm: Mapping[date, Sequence[float]]
    days: dict[int, date] = field(default_factory=dict)

    def place(self) -> None:
        zone = self.plan.request.zone
        self.days = {
            post.touch: post.at.astimezone(zone).date()
            for post in sorted(self.plan.placed, key=lambda post: post.at)
            if post.campaign_id == self.campaign.id and post.touch
        }
        for one in touch_days(self.campaign, self.days, self.plan.today):
            self._place_one(one)

    def _place_one(self, one: TouchDay) -> None:
        if one.due is None:
            self._skip_dayless(one.touch)
        elif self._is_in_range(one.due):
            self._place_due(one.touch, one.due)

    def _place_due(self, touch: int, due: date) -> None:
        kept = self.plan.incumbents.of_touch(self.campaign.id, touch)
        chance = self._standing(kept, touch, due) or self._nearest_chance(touch, due)
        if chance is None:
            self._skip(touch, due, self._why_none(touch, due))
            return
        self.plan.place(self._slot(touch, due, chance), kept)
        self.days[touch] = chance.at.date()

    def _standing(self, kept: Loose | None, touch: int, due: date) -> Chance | None:
        chance = self.plan.stands(kept)
        if chance is None:
            return None
        on, steady = chance.at.date(), 0 if touch == self._count else _STEADY_DAYS
        first, last = self._bounds(touch)
        return chance if abs((on - due).days) <= steady and first <= on <= last else None

    def _nearest_chance(self, touch: int, due: date) -> Chance | None:
        days = (day for day in self._outwards(due, *self._bounds(touch)))
        chances = (self.plan.chance_on(day, self.rhythm.get(day, ())) for day in days)
        return next((chance for chance in chances if chance), None)

    def _outwards(self, due: date, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last`, nearest to the due day first and the earlier of two as near."""
        for away in range(max((due - first).days, (last - due).days, 0) + 1):
            for day in dict.fromkeys((due - timedelta(days=away), due + timedelta(days=away))):
                if first <= day <= last:
                    yield day

    def _bounds(self, touch: int) -> tuple[date, date]:
        """The first and last day on which the touch comes after those before it and leaves a day to those after it."""
        request, one_day = self.plan.request, timedelta(days=1)
        before = [day + one_day for number, day in self.days.items() if number < touch]
        after = [(number, day) for number, day in self.days.items() if number > touch]
        ends = [(min(day - one_day, self.campaign.last), number - touch - 1) for number, day in after]
        end, to_come = min(ends, default=(self.campaign.last, self._count - touch))
        first = max(request.start, self.plan.today, self.campaign.first, *before)
        return first, min(request.end, self.campaign.last, max(end - to_come * one_day, first))

    @property
    def _count(self) -> int:
        return len(arc(self.campaign.touches))

    def _is_in_range(self, day: date) -> bool:
        return self.plan.request.start <= day <= self.plan.request.end

    def _skip_dayless(self, touch: int) -> None:
        on = max(self.campaign.first, self.plan.today)
        if self._is_in_range(on):
            self._skip(touch, on, self._no_day(touch))

    def _why_none(self, touch: int, due: date) -> Message:
        first, last = self._bounds(touch)
        return self._no_day(touch) if first > last else self.plan.refusal_of_day(due)

    def _no_day(self, touch: int) -> Message:
        return Message(SkipCode.TOUCH_NO_DAY, {"campaign": self.campaign.name, "touch": touch})

    def _skip(self, touch: int, due: date, reason: Message) -> None:
        skipped = Skipped(self.plan.noon(due), None, reason, self.campaign.id)
        self.plan.skip(skipped, ("touch", self.campaign.id, touch))

    def _slot(self, touch: int, due: date, chance: Chance) -> Slot:
        step = arc(self.campaign.touches)[touch - 1]
        return Slot(
            at=chance.at, column_id=None, topic=None, value=step.value, stage=step.stage, form=step.form,
            scene=self.campaign.scene, occasion=None,
            seed=number_from(self.plan.request.seed, "touch", self.campaign.id, touch),
            reasons=(*self._reasons(touch, due, chance), chance.reason),
            origin=Origin.TOUCH, campaign_id=self.campaign.id, touch=touch,
        )

    def _reasons(self, touch: int, due: date, chance: Chance) -> Iterator[Message]:
        steps = arc(self.campaign.touches)
        names = {"campaign": self.campaign.name, "step": steps[touch - 1].step}
        yield Message(ReasonCode.TOUCH, {**names, "touch": touch, "touches": len(steps)})
        on = chance.at.date()
        if before := [day for number, day in self.days.items() if number < touch]:
            yield Message(ReasonCode.TOUCH_SPACED, {"days": (on - max(before)).days})
        if on == self.campaign.last:
            yield Message(ReasonCode.TOUCH_LAST)
        elif abs((on - due).days) > _STEADY_DAYS:
            yield Message(ReasonCode.TOUCH_SHIFTED, {"ideal": due.isoformat()})
