"""Columns become slots: every moment a column fires is weighed against the calendar, and each answer says why.

Weeks are filled one after the other. Within a week the next post always goes to the column whose value and stage are
furthest below their wanted shares, so when caps or gaps force a choice the balance decides it; among columns of one
kind the one that has had the fewest turns goes first, and of its days the emptiest.
"""

from __future__ import annotations

from collections.abc import Iterator

from content_calendar.message import Message
from content_calendar.planning.incumbents import column_day
from content_calendar.planning.need import number_from
from content_calendar.planning.open_plan import OpenPlan
from content_calendar.planning.plan import ColumnPlan, Origin, Skipped, Slot
from content_calendar.planning.reasons import ReasonCode, SkipCode
from content_calendar.planning.series import Gap, GapCause, firings, gaps
from content_calendar.planning.turns import Candidate, in_turn
from content_calendar.vocabulary import Scene

_GAPS = {GapCause.PAUSED: SkipCode.PAUSED, GapCause.LEFT_OUT: SkipCode.LEFT_OUT}


def candidates(plan: OpenPlan) -> list[Candidate]:
    """Every moment a column may fill; the others are noted as skipped: past, paused, left out or filled already."""
    filled = {(post.column_id, column_day(post, plan.request.zone)) for post in plan.placed}
    now = plan.request.now.timestamp()
    found: list[Candidate] = []
    for one in _fired(plan):
        what = (one.column.id, one.day)
        if one.instant <= now:
            _skip(plan, one, Message(SkipCode.PAST))
        elif what in filled:
            _skip(plan, one, Message(SkipCode.PLACED, {"column": one.column.name}))
        else:
            found.append(one)
    return found


def place_columns(plan: OpenPlan, found: list[Candidate]) -> None:
    """Choose among the moments and place what fits."""
    for one in in_turn(plan, found):
        if reason := plan.ledger.refusal(one.at):
            _skip(plan, one, reason)
        else:
            plan.place(_slot(plan, one), one.kept)


def _fired(plan: OpenPlan) -> Iterator[Candidate]:
    asked = plan.request
    days = {"start": asked.start, "end": asked.end}
    for column in asked.columns:
        if not column.active:
            continue
        for fired in firings(column.series, zone=asked.zone, **days):
            kept = plan.incumbents.of_column(column.id, fired.day)
            yield Candidate(fired.at, fired.at.timestamp(), fired.day, column, kept)
        if column.series.pauses or column.series.overrides:
            for gap in gaps(column.series, zone=asked.zone, **days):
                _skip_gap(plan, column, gap)


def _skip(plan: OpenPlan, one: Candidate, reason: Message) -> None:
    plan.skip(Skipped(one.at, one.column.id, reason), (one.column.id, one.day))


def _skip_gap(plan: OpenPlan, column: ColumnPlan, gap: Gap) -> None:
    reason = Message(_GAPS[gap.cause], {"column": column.name})
    plan.skip(Skipped(gap.at, column.id, reason), (column.id, gap.day))


def _slot(plan: OpenPlan, one: Candidate) -> Slot:
    column = one.column
    return Slot(
        at=one.at, column_id=column.id, topic=None, value=column.value, stage=column.stage, form=column.form,
        scene=Scene.NONE, occasion=None, seed=number_from(plan.request.seed, column.id, one.at),
        reasons=(_rhythm(one), *plan.need.shortages(column.value, column.stage)),
        origin=Origin.COLUMN, column_day=one.day,
    )


def _rhythm(one: Candidate) -> Message:
    names = {"column": one.column.name, "on": f"{one.at:%Y-%m-%d}", "time": f"{one.at:%H:%M}"}
    if one.at.date() == one.day:
        return Message(ReasonCode.COLUMN_RHYTHM, names)
    return Message(ReasonCode.COLUMN_MOVED, {**names, "day": one.day.isoformat()})
