"""Columns become slots: every moment a column fires is weighed against the calendar, and each answer says why.

Weeks are filled one after the other. Within a week the next post always goes to the value furthest below its wanted
share, so when caps or gaps force a choice the balance decides it; among columns of one value the one that has had the
fewest turns goes first, and of its days the emptiest. Nothing is random: the seed breaks ties and varies the drafting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from content_calendar.message import Message
from content_calendar.planning.faults import PlanRefused
from content_calendar.planning.ledger import Ledger, week_of
from content_calendar.planning.need import Candidate, Need, number_from
from content_calendar.planning.occasion_fit import Moment, fit_occasions, occasion_reason
from content_calendar.planning.occasions import Occasion, occasions_spoken_of
from content_calendar.planning.plan import (
    Cadence,
    ColumnPlan,
    Placed,
    PlanRequest,
    Proposal,
    Skipped,
    Slot,
    Topic,
)
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.recurrence import check_range, occurrences
from content_calendar.planning.rotation import Rotation
from content_calendar.vocabulary import Scene

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


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An accepted moment, with the share its value had just before and the share it should have, from 0 to 1."""

    at: datetime
    column: ColumnPlan
    share: float
    wanted: float


def propose(request: PlanRequest) -> Proposal:
    """A plan for one persona: what is placed stays, and the same request always gives the same plan.

    Raises PlanRefused, with the reason as a Message, for a range that ends before it starts, has over 400 days or
    leaves the years 1900 to 2100; ValueError for a `now` or a placed post without a zone, as its instant is a guess.
    """
    check_range(request.start, request.end)
    _check_instants(request)
    need = Need(request)
    candidates, skipped = _candidates(request)
    chosen, refused = _choose(request, candidates, need)
    skips = sorted([*skipped, *refused], key=lambda skip: (skip.at.timestamp(), skip.column_id))
    return Proposal(tuple(_slots(request, chosen)), tuple(skips), need.wanted, need.shares())


def _check_instants(request: PlanRequest) -> None:
    if any(moment.tzinfo is None for moment in (request.now, *(post.at for post in request.placed))):
        raise ValueError("now and every placed post need a zone")


def _candidates(request: PlanRequest) -> tuple[list[Candidate], list[Skipped]]:
    taken = {(post.column_id, post.at.astimezone(request.zone).date()) for post in request.placed}
    candidates: list[Candidate] = []
    skipped: list[Skipped] = []
    for candidate in _fired(request):
        at, column = candidate.at, candidate.column
        # Instants are compared, not clocks: in the hour an autumn clock shows twice these differ.
        if at.timestamp() <= request.now.timestamp():
            skipped.append(Skipped(at, column.id, Message(SkipCode.PAST)))
        elif (column.id, at.date()) in taken:
            skipped.append(Skipped(at, column.id, Message(SkipCode.PLACED, {"column": column.name})))
        else:
            taken.add((column.id, at.date()))
            candidates.append(candidate)
    return candidates, skipped


def _fired(request: PlanRequest) -> Iterator[Candidate]:
    for column in request.columns:
        if column.active:
            days = {"start": request.start, "end": request.end, "anchor": column.anchor}
            for at in occurrences(column.rule, at=column.at, zone=request.zone, **days):
                yield Candidate(at, column, week_of(at))


def _choose(request: PlanRequest, candidates: list[Candidate], need: Need) -> tuple[list[_Chosen], list[Skipped]]:
    ledger = Ledger(request.cadence, request.zone, (post.at for post in request.placed))
    chosen: list[_Chosen] = []
    refused: list[Skipped] = []
    for candidate in need.in_turn(candidates):
        at, column = candidate.at, candidate.column
        if reason := ledger.refusal(at):
            refused.append(Skipped(at, column.id, reason))
            continue
        chosen.append(_Chosen(at, column, need.share(column.value), need.wanted[column.value]))
        ledger.add(at)
        need.note(candidate)
    return sorted(chosen, key=lambda one: (one.at.timestamp(), one.column.id)), refused


def _slots(request: PlanRequest, chosen: Sequence[_Chosen]) -> Iterator[Slot]:
    spoken_of = fit_occasions([Moment(one.at, one.column.value) for one in chosen], _open_occasions(request))
    rotations = _rotations(request)
    for index, one in enumerate(chosen):
        taken = rotations[one.column.id].take(one.at)
        occasion = spoken_of.get(index)
        reasons = [*_reasons(one, occasion), *([taken.reason] if taken else [])]
        yield _slot(request.seed, one, taken.topic if taken else None, occasion, tuple(reasons))


def _slot(
    seed: int, one: _Chosen, topic: Topic | None, occasion: Occasion | None, reasons: tuple[Message, ...]
) -> Slot:
    column = one.column
    scene = occasion.scene if occasion else Scene.NONE
    number = number_from(seed, column.id, one.at)
    return Slot(
        one.at, column.id, topic, column.value, column.stage, column.form, scene, occasion, number, reasons
    )


def _rotations(request: PlanRequest) -> dict[int, Rotation]:
    used: dict[int | None, list[Placed]] = defaultdict(list)
    for post in request.placed:
        used[post.column_id].append(post)
    return {column.id: Rotation(column.topics, used[column.id]) for column in request.columns}


def _open_occasions(request: PlanRequest) -> list[Occasion]:
    """The occasions of the range that no placed post speaks of yet."""
    posts = [(post.at.astimezone(request.zone).date(), post.occasion) for post in request.placed if post.occasion]
    return [
        occasion
        for occasion in occasions_spoken_of(request.start, request.end)
        if not any(occasion.opens_on <= on <= occasion.on and occasion.is_named(name) for on, name in posts)
    ]


def _reasons(one: _Chosen, occasion: Occasion | None) -> Iterator[Message]:
    rhythm = {"column": one.column.name, "on": f"{one.at:%Y-%m-%d}", "time": f"{one.at:%H:%M}"}
    yield Message(ReasonCode.COLUMN_RHYTHM, rhythm)
    percents = {"actual": round(one.share * 100), "wanted": round(one.wanted * 100)}
    if percents["actual"] < percents["wanted"]:
        yield Message(ReasonCode.VALUE_SHORT, {"value": one.column.value, **percents})
    if occasion:
        yield occasion_reason(occasion, one.at.date())
