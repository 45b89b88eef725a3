"""Occasions find a voice: a post that fits speaks of each; an important one nobody can carry gets a post of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from content_calendar.message import Message
from content_calendar.planning.hours import Chance
from content_calendar.planning.need import Kind, number_from
from content_calendar.planning.occasion_fit import Moment, fit_occasions, speaking_of
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.open_plan import OpenPlan, days_between
from content_calendar.planning.plan import Loose, Origin, Skipped, Slot
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.suiting import VALUES_OF_OWN_POST, form_for
from content_calendar.vocabulary import Scene


def give_occasions(plan: OpenPlan, origins: Collection[Origin]) -> None:
    """Let new slots of these origins speak of what is still open; what stands already keeps what it says.

    A touch speaks of occasions of its campaign's scene alone.
    """
    places = [place for place, slot in enumerate(plan.slots) if _can_speak(plan, place, slot, origins)]
    places.sort(key=lambda place: (plan.slots[place].at.timestamp(), place))
    moments = [Moment(slot.at, slot.value, slot.scene) for slot in (plan.slots[place] for place in places)]
    for index, occasion in fit_occasions(moments, plan.book.open).items():
        plan.slots[places[index]] = speaking_of(plan.slots[places[index]], occasion)
        plan.book.speak_of(occasion)


def place_occasions(plan: OpenPlan) -> None:
    """Give each important occasion of the range that nobody speaks of a slot, on its day or as near before as fits."""
    first = max(plan.request.start, plan.today)
    for occasion in plan.book.open:
        if plan.book.deserves_own_post(occasion) and first <= occasion.on <= plan.request.end:
            _place(plan, occasion)


def _can_speak(plan: OpenPlan, place: int, slot: Slot, origins: Collection[Origin]) -> bool:
    if slot.origin not in origins or slot.occasion or place in plan.kept:
        return False
    return slot.origin is not Origin.TOUCH or slot.scene is not Scene.NONE


def _place(plan: OpenPlan, occasion: Occasion) -> None:
    kept = plan.incumbents.of_occasion(occasion)
    chance = plan.stands(kept) or _nearest_chance(plan, occasion)
    if chance is None:
        names = {"occasion_zh": occasion.zh, "occasion_en": occasion.en}
        plan.skip(Skipped(plan.noon(occasion.on), None, Message(SkipCode.OCCASION_NO_ROOM, names)))
        return
    plan.place(_slot(plan, occasion, chance, _kind(plan, occasion, kept)), kept)
    plan.book.speak_of(occasion)


def _nearest_chance(plan: OpenPlan, occasion: Occasion) -> Chance | None:
    first = max(occasion.opens_on, plan.request.start, plan.today)
    days: list[date] = sorted(days_between(first, occasion.on), reverse=True)
    return next((chance for day in days if (chance := plan.chance_on(day))), None)


def _kind(plan: OpenPlan, occasion: Occasion, kept: Loose | None) -> Kind:
    if kept:
        return kept.post.value, kept.post.stage
    return plan.need.neediest(VALUES_OF_OWN_POST.get(occasion.scene, ()))


def _slot(plan: OpenPlan, occasion: Occasion, chance: Chance, kind: Kind) -> Slot:
    value, stage = kind
    names = {"occasion_zh": occasion.zh, "occasion_en": occasion.en}
    slot = Slot(
        at=chance.at, column_id=None, topic=None, value=value, stage=stage, form=form_for(value, stage),
        scene=occasion.scene, occasion=None, seed=number_from(plan.request.seed, occasion.key, chance.at),
        reasons=(Message(ReasonCode.OCCASION_ALONE, names), chance.reason), origin=Origin.OCCASION,
    )
    return speaking_of(slot, occasion)
