"""A plan set against what an earlier one placed: what comes, what moves and what goes, each with its reasons.

Slots and loose posts met while planning, by what they are (see `incumbents`): a post that stands as the plan wants it
is no change, and a plan accepted in whole and made again changes nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import UTC, datetime

from content_calendar.message import Message
from content_calendar.planning.incumbents import column_day
from content_calendar.planning.open_plan import OpenPlan, in_play
from content_calendar.planning.plan import Change, ChangeKind, Loose, Placed, PlanRequest, Slot
from content_calendar.planning.reasons import ChangeCode

_KEY_TIME = "%Y%m%dT%H%M%SZ"
_SHOWN = "%Y-%m-%d %H:%M"


def changes(plan: OpenPlan, request: PlanRequest) -> tuple[Change, ...]:
    """What the plan would do to the calendar of the request, by time."""
    standing = {one.item_id: one for one in in_play(request)}
    found = [*_of_slots(plan, standing), *(_remove(plan, one) for one in standing.values())]
    return tuple(sorted(found, key=lambda change: (_instant(change), change.key)))


def _of_slots(plan: OpenPlan, standing: dict[int, Loose]) -> Iterator[Change]:
    """Additions and moves; what they leave in `standing` has to go."""
    kept = {place: standing.pop(one.item_id) for place, one in plan.kept.items() if one.item_id in standing}
    same = {_likeness(one.post): one.item_id for one in standing.values()}
    for place, slot in enumerate(plan.slots):
        if place in kept:
            if kept[place].post.at.timestamp() != slot.at.timestamp():
                yield _move(plan, slot, kept[place])
        elif standing.pop(same.get(_likeness(slot), 0), None) is None:
            yield Change(_key(f"add-{_identity(slot)}", slot.at), ChangeKind.ADD, slot, None, None, slot.reasons)


def _likeness(post: Placed | Slot) -> Hashable:
    return post.at.timestamp(), post.column_id, post.campaign_id, post.touch, post.value, post.stage


def _move(plan: OpenPlan, slot: Slot, kept: Loose) -> Change:
    was = kept.post.at.astimezone(plan.request.zone)
    moved = Message(ChangeCode.MOVED, {"was": f"{was:{_SHOWN}}", "now": f"{slot.at:{_SHOWN}}"})
    key = _key(f"move-{kept.item_id}", slot.at)
    return Change(key, ChangeKind.MOVE, slot, kept.item_id, was, (moved, *slot.reasons))


def _remove(plan: OpenPlan, one: Loose) -> Change:
    was = one.post.at.astimezone(plan.request.zone)
    key = _key(f"remove-{one.item_id}", was)
    return Change(key, ChangeKind.REMOVE, None, one.item_id, was, (_why_gone(plan, one),))


def _why_gone(plan: OpenPlan, one: Loose) -> Message:
    post = one.post
    if post.column_id is not None:
        what = (post.column_id, column_day(post, plan.request.zone))
        return plan.why_not.get(what) or Message(ChangeCode.COLUMN_GONE)
    if post.campaign_id is not None:
        return plan.why_not.get(("touch", post.campaign_id, post.touch)) or Message(ChangeCode.TOUCH_GONE)
    return Message(ChangeCode.OCCASION_GONE if post.occasion else ChangeCode.FREE_GONE)


def _identity(slot: Slot) -> str:
    if slot.column_id is not None:
        return f"column-{slot.column_id}-{slot.column_day}"
    if slot.campaign_id is not None:
        return f"touch-{slot.campaign_id}-{slot.touch}"
    return f"occasion-{slot.occasion.key}" if slot.occasion else f"free-{slot.value}-{slot.stage}"


def _key(what: str, at: datetime) -> str:
    return f"{what}@{at.astimezone(UTC):{_KEY_TIME}}"


def _instant(change: Change) -> float:
    at = change.slot.at if change.slot else change.was
    return at.timestamp() if at else 0.0
