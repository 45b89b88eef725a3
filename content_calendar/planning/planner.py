"""A plan is made in tiers, each within what the ones before it left: touches, columns, occasions, free slots.

A campaign's days are few and its last call cannot wait, so its touches come first. Columns follow, which members
learned to expect; occasions are spoken of by posts that are there anyway, and only an important one that none can
carry gets a post of its own; free slots take what is left of the week. No tier passes a cap, the quiet hours, the
least gap, a day without posts or the present moment, and none moves what a person placed. What an earlier plan placed
stays wherever these promises and its own rhythm allow, also when an hour is now known to be better: a plan that is
made again every week should not stir the calendar every week.

Nothing is random: the seed breaks ties, lets the hours take turns and varies the drafting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from content_calendar.planning.columns import candidates, place_columns
from content_calendar.planning.faults import PlanRefused
from content_calendar.planning.free_slots import place_free
from content_calendar.planning.occasion_slots import give_occasions, place_occasions
from content_calendar.planning.open_plan import OpenPlan
from content_calendar.planning.plan import (
    Cadence,
    ColumnPlan,
    Origin,
    Placed,
    PlanRequest,
    Proposal,
    Skipped,
    Slot,
    Topic,
)
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.recurrence import check_range
from content_calendar.planning.replan import changes
from content_calendar.planning.rotation import Rotation
from content_calendar.planning.settling import settled
from content_calendar.planning.touch_slots import place_touches

__all__ = [
    "Cadence",
    "ColumnPlan",
    "Placed",
    "PlanRefused",
    "PlanRequest",
    "Proposal",
    "ReasonCode",
    "SkipCode",
    "Skipped",
    "Slot",
    "Topic",
    "propose",
]


def propose(request: PlanRequest) -> Proposal:
    """A plan for one persona: what is placed stays, and the same request always gives the same plan.

    Raises PlanRefused, with the reason as a Message, for a range that ends before it starts, has over 400 days or
    leaves the years 1900 to 2100; ValueError for a `now` or a post without a zone, as its instant is a guess.
    """
    check_range(request.start, request.end)
    _check_instants(request)
    return _proposal(settled(request, _made), request)


def _made(request: PlanRequest) -> OpenPlan:
    plan = OpenPlan(request)
    found = candidates(plan)
    place_touches(plan, found)
    place_columns(plan, found)
    give_occasions(plan, (Origin.COLUMN, Origin.TOUCH))
    place_occasions(plan)
    place_free(plan)
    give_occasions(plan, (Origin.FREE,))
    _give_topics(plan)
    return plan


def _check_instants(request: PlanRequest) -> None:
    posts = (*request.placed, *(one.post for one in request.loose))
    if any(moment.tzinfo is None for moment in (request.now, *(post.at for post in posts))):
        raise ValueError("now and every post need a zone")


def _proposal(plan: OpenPlan, request: PlanRequest) -> Proposal:
    need = plan.need
    return Proposal(
        slots=tuple(sorted(plan.slots, key=lambda slot: (slot.at.timestamp(), slot.column_id or 0))),
        skipped=tuple(sorted(plan.skipped, key=lambda skip: (skip.at.timestamp(), skip.column_id or 0))),
        shares_wanted=dict(need.values.wanted),
        shares_actual=need.values.shares(),
        stages_wanted=need.stages_wanted,
        stages_actual=need.stages.shares(),
        changes=changes(plan, request),
    )


def _give_topics(plan: OpenPlan) -> None:
    """Columns with a topic bank go through it in the order of time; what stands keeps its topic."""
    rotations = _rotations(plan)
    for place in sorted(range(len(plan.slots)), key=lambda place: plan.slots[place].at.timestamp()):
        slot, kept = plan.slots[place], plan.kept.get(place)
        if rotation := rotations.get(slot.column_id):
            taken = rotation.keep(kept.post.topic_title) if kept else rotation.take(slot.at)
            if taken:
                plan.slots[place] = replace(slot, topic=taken.topic, reasons=(*slot.reasons, taken.reason))


def _rotations(plan: OpenPlan) -> dict[int | None, Rotation]:
    used, kept = _by_column(plan.placed), _by_column(one.post for one in plan.kept.values())
    return {one.id: Rotation(one.topics, used[one.id], kept[one.id]) for one in plan.request.columns}


def _by_column(posts: Iterable[Placed]) -> dict[int | None, list[Placed]]:
    found: dict[int | None, list[Placed]] = defaultdict(list)
    for post in posts:
        found[post.column_id].append(post)
    return found
