"""A plan that changes what stands is made again from what it would leave, until it leaves itself alone.

What stands weighs in a plan, so accepting one can tip the next; rarely, but then a plan accepted in whole would ask for
changes again. Here it tips before anybody sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from content_calendar.planning.open_plan import OpenPlan
from content_calendar.planning.plan import Loose, Placed, PlanRequest, Slot

_ROUNDS = 6
"""Two are nearly always enough."""


def settled(request: PlanRequest, make: Callable[[PlanRequest], OpenPlan]) -> OpenPlan:
    """The plan that stays the same once it is accepted; slots that are new in it say why as when they were first made.

    Posts it would add have negative numbers among `kept`.
    """
    plan = make(request)
    if not request.loose:
        return plan
    made: dict[int, Slot] = {}
    for _ in range(_ROUNDS):
        if _leaves_all(plan):
            break
        plan = make(replace(request, loose=tuple(_accepted(plan, made))))
    for place, kept in plan.kept.items():
        if first := made.get(kept.item_id):
            plan.slots[place] = replace(plan.slots[place], topic=first.topic, reasons=first.reasons)
    return plan


def _leaves_all(plan: OpenPlan) -> bool:
    stay = all(plan.slots[place].at.timestamp() == kept.post.at.timestamp() for place, kept in plan.kept.items())
    return stay and len(plan.kept) == len(plan.slots) and not plan.incumbents.left


def _accepted(plan: OpenPlan, made: dict[int, Slot]) -> Iterator[Loose]:
    """What would stand once the plan was accepted; the slots that are new in it are noted in `made`."""
    yield from plan.out_of_play
    for place, slot in enumerate(plan.slots):
        if kept := plan.kept.get(place):
            yield replace(kept, post=replace(kept.post, at=slot.at))
        else:
            number = -len(made) - 1
            made[number] = slot
            yield Loose(number, _post(slot))


def _post(slot: Slot) -> Placed:
    return Placed(
        at=slot.at, value=slot.value, stage=slot.stage, column_id=slot.column_id, column_day=slot.column_day,
        topic_title=slot.topic.title if slot.topic else "", occasion=slot.occasion.key if slot.occasion else "",
        campaign_id=slot.campaign_id, touch=slot.touch,
    )
