"""The seven touches 七次触达 of a campaign: what each is for, and on which day it is due.

A conversion needs about seven soft reminders. They follow one arc, from a seed that mentions nothing to a last call
that closes; a campaign of fewer touches leaves out steps of the middle and always ends with the last call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from content_calendar.planning.request import CampaignPlan
from content_calendar.vocabulary import Form, Stage, Term, Value


class TouchStep(Term):
    """What one touch is for."""

    SEED = "seed", "埋下话头", "Seed"
    CURIOSITY = "curiosity", "引起好奇", "Curiosity"
    STORY = "story", "讲个故事", "Story"
    QUESTION = "question", "解开顾虑", "Question"
    PROOF = "proof", "眼见为实", "Proof"
    REMINDER = "reminder", "提醒参加", "Reminder"
    LAST_CALL = "last_call", "最后一提", "Last call"


class Touch(NamedTuple):
    """A step of the arc and the kind of post it is; `number` counts the steps of the whole arc, 1 to 7."""

    number: int
    step: TouchStep
    value: Value
    stage: Stage
    form: Form


TOUCH_ARC = (
    Touch(1, TouchStep.SEED, Value.CONNECTION, Stage.COGNITION, Form.DISCUSSION),
    Touch(2, TouchStep.CURIOSITY, Value.LEARNING, Stage.COGNITION, Form.POST),
    Touch(3, TouchStep.STORY, Value.VIEWPOINT, Stage.OUTPUT, Form.STORY),
    Touch(4, TouchStep.QUESTION, Value.INFORMATION, Stage.INTERACTION, Form.QUESTION),
    Touch(5, TouchStep.PROOF, Value.INFORMATION, Stage.OUTPUT, Form.POST),
    Touch(6, TouchStep.REMINDER, Value.BENEFIT, Stage.FISSION, Form.EVENT_NOTICE),
    Touch(7, TouchStep.LAST_CALL, Value.BENEFIT, Stage.CONVERSION, Form.EVENT_NOTICE),
)

_STEPS = {1: (7,), 2: (5, 7), 3: (1, 5, 7), 4: (1, 3, 5, 7), 5: (1, 3, 5, 6, 7), 6: (1, 2, 3, 5, 6, 7)}


class TouchDay(NamedTuple):
    """A touch, counted from 1 within its campaign, and the day it is due; None when the campaign has none left."""

    touch: int
    due: date | None


def arc(touches: int) -> tuple[Touch, ...]:
    """The steps of a campaign of so many touches: its touch n is `arc(touches)[n - 1]`. Below 1 counts as 1,
    above 7 as 7."""
    numbers = _STEPS.get(max(touches, 1), range(1, len(TOUCH_ARC) + 1))
    return tuple(TOUCH_ARC[number - 1] for number in numbers)


def touch_days(campaign: CampaignPlan, kept: Mapping[int, date], today: date) -> tuple[TouchDay, ...]:
    """The touches not yet placed and when each is due; `kept` are the placed ones by number.

    Between what is placed they are spaced evenly, at most one a day, never before `today`; the first is due when the
    campaign begins and the last on its last day. When fewer days than touches are left, touches of the middle have
    none; a campaign that is over has nothing due.
    """
    earliest = max(campaign.first, today).toordinal()
    if earliest > campaign.last.toordinal():
        return ()
    numbers = range(1, len(arc(campaign.touches)) + 1)
    runs = (list(run) for placed, run in groupby(numbers, key=lambda number: number in kept) if not placed)
    return tuple(due for run in runs for due in _spaced(run, _ends(campaign, kept, run, earliest)))


def _ends(campaign: CampaignPlan, kept: Mapping[int, date], run: Sequence[int], earliest: int) -> tuple[float, float]:
    """The due days (ordinals, with fractions) of a run's first and last touch."""
    before, after = kept.get(run[0] - 1), kept.get(run[-1] + 1)
    last, count = campaign.last.toordinal(), len(run)
    # A person may have put a touch after the campaign's end; the others stay within it.
    end = min(after.toordinal(), last + 1) if after else None
    if before is None:
        return (earliest, last) if end is None else (earliest, end - (end - earliest) / count)
    start = before.toordinal()
    step = (last - start) / count if end is None else (end - start) / (count + 1)
    return max(start + step, earliest), last if end is None else end - step


def _spaced(run: Sequence[int], ends: tuple[float, float]) -> Iterator[TouchDay]:
    first, last = (int(end + 0.5) for end in ends)
    chosen = _evenly(run, min(len(run), last - first + 1))
    step = (ends[1] - ends[0]) / (len(chosen) - 1) if len(chosen) > 1 else 0.0
    for touch in run:
        if touch not in chosen:
            yield TouchDay(touch, None)
            continue
        steps_to_last = len(chosen) - 1 - chosen.index(touch)
        yield TouchDay(touch, date.fromordinal(int(ends[1] - step * steps_to_last + 0.5)))


def _evenly(run: Sequence[int], count: int) -> list[int]:
    """So many of the run, evenly taken, the last among them."""
    return [run[(place + 1) * len(run) // count - 1] for place in range(max(count, 0))]
