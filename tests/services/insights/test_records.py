"""What decisions amount to is counted by the database; a plain walk over every row finds the same."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.feedback.weeks import week_of
from app.insights import prompts, team
from app.insights.asked import Asked, Level
from app.insights.behind import Counted, behind
from app.insights.placing import place, stretches
from app.insights.ranges import Range
from app.insights.records import ENOUGH, Record
from app.learning.features import prompt_name
from app.models import ContentItem, ItemEvent, ModelCall, Purpose, Revision
from content_calendar.intervals import middle, share
from content_calendar.planning.wall_clock import moment
from content_calendar.ranking import Block
from content_calendar.vocabulary import Outcome, WriterKind
from content_calendar.workflow import Action, State
from tests.factories import Workspace, make_column, make_item, make_persona, make_voice

NEW_YORK = ZoneInfo("America/New_York")
RANGE = Range.ending(week_of(date(2025, 11, 23)), 6)
"""Six weeks, with the six before them: clocks go back in one of these."""
DECIDING = (Action.APPROVE, Action.REQUEST_CHANGES)
TAKEN = (*DECIDING, Action.SUBMIT, Action.PUBLISH, Action.EDIT)


@dataclass(frozen=True)
class Life:
    """Every text and every step of one community's posts."""

    texts: Sequence[Revision]
    events: Sequence[ItemEvent]


@dataclass(frozen=True)
class Plain:
    """One decision as a plain walk tells it."""

    event: ItemEvent
    draft: Revision | None
    is_first: bool
    changed: int | None

    @property
    def approved(self) -> bool:
        return self.event.action is Action.APPROVE

    @property
    def prompt(self) -> str:
        return prompt_name(self.draft.prompt, self.draft.prompt_version) if self.draft else ""


@pytest.fixture
def life(session: Session, workspace: Workspace, now: datetime) -> Life:
    """Some sixty posts of New York, written, decided and changed at random; those of another community beside them."""
    workspace.community.timezone = NEW_YORK.key
    chance = random.Random(11)
    mine = [make_item(session, workspace.column, now) for _ in range(60)]
    persona = make_persona(session, workspace.elsewhere, now, key="theirs")
    theirs = make_column(session, persona, make_voice(session, workspace.elsewhere, now, key="other"), now)
    lives = [_lived(session, item, chance) for item in (*mine, *(make_item(session, theirs, now) for _ in range(9)))]
    own = lives[: len(mine)]
    return Life([text for one in own for text in one.texts], [event for one in own for event in one.events])


def _lived(session: Session, item: ContentItem, chance: random.Random) -> Life:
    texts: list[Revision] = []
    events: list[ItemEvent] = []
    at = _some_time(chance)
    for number in range(1, chance.randint(3, 12)):
        if not texts or chance.random() < 0.4:
            texts.append(_text(item, len(texts) + 1, chance, at))
            session.add(texts[-1])
            session.flush()
        # A step on an older text, or on none, stands in no order.
        on = chance.choice([texts[-1].id, texts[-1].id, chance.choice(texts).id, None])
        at += timedelta(hours=chance.randint(1, 90)) * ((number - 1) % 3)
        event = ItemEvent(
            item_id=item.id, action=chance.choice(TAKEN), from_state=State.DRAFT, to_state=State.DRAFT,
            revision_id=on, created_at=at,
        )  # fmt: skip
        session.add(event)
        session.flush()
        events.append(event)
    return Life(texts, events)


def _some_time(chance: random.Random) -> datetime:
    """Within the weeks, or a moment beside the end of one."""
    if chance.random() < 0.4:
        start = chance.choice(RANGE.with_before.starts(NEW_YORK.key)).astimezone(UTC)
        return start + chance.choice([timedelta(0), -timedelta(microseconds=1), timedelta(microseconds=1)])
    both = RANGE.with_before
    first = datetime.combine(both.first_day, time(0), UTC) - timedelta(days=6)
    return first + timedelta(hours=chance.random() * (both.weeks + 1) * 7 * 24)


def _text(item: ContentItem, number: int, chance: random.Random, at: datetime) -> Revision:
    machine, prompt = chance.random() < 0.5, chance.choice(["posts/a", "posts/b"])
    return Revision(
        item_id=item.id, number=number, hook="早", body="正文", created_at=at,
        writer=WriterKind.MODEL if machine else WriterKind.PERSON, prompt=prompt if machine else "",
        prompt_version=chance.choice("12"),
        edit_distance=None if machine or chance.random() < 0.2 else chance.randint(0, 40),
    )


def plainly(life: Life) -> Sequence[Plain]:
    decided = sorted((one for one in life.events if one.action in DECIDING), key=lambda one: one.id)
    return [_plain(one, [other for other in decided if other.id < one.id], life.texts) for one in decided]


def _plain(event: ItemEvent, earlier: Iterable[ItemEvent], texts: Sequence[Revision]) -> Plain:
    until = event.revision_id or 0
    own = sorted((text for text in texts if text.item_id == event.item_id and text.id <= until), key=lambda one: one.id)
    draft = next((text for text in reversed(own) if text.prompt), None)
    since = draft.id if draft else 0
    said = any(
        one.item_id == event.item_id and one.revision_id is not None and one.revision_id >= since for one in earlier
    )
    changed = None
    if draft and event.action is Action.APPROVE:
        changed = sum(text.edit_distance or 0 for text in own if text.id > draft.id)
    return Plain(event, draft, not said, changed)


def amounts(of: Sequence[Plain]) -> Record:
    first = [one for one in of if one.is_first]
    changed = [one.changed for one in of if one.changed is not None]
    approved = sum(one.approved for one in first)
    return Record(
        len(first), approved, len(changed), share(approved, len(first)) if len(first) >= ENOUGH else None,
        middle(changed) if len(changed) >= ENOUGH else None,
    )


def monday_of(at: datetime) -> date:
    day = at.astimezone(NEW_YORK).date()
    return day - timedelta(days=day.weekday())


def within(of: Iterable[Plain], mondays: Sequence[date]) -> Sequence[Plain]:
    return [one for one in of if monday_of(one.event.created_at) in mondays]


def counted(events: Iterable[ItemEvent], mondays: Sequence[date]) -> Mapping[Action, int]:
    taken = [one.action for one in events if monday_of(one.created_at) in mondays]
    return {step: taken.count(step) for step in team.STEPS}


def test_the_team_is_counted_as_a_plain_walk_counts_it(session: Session, workspace: Workspace, life: Life) -> None:
    found, plain = team.team(session, workspace.community, RANGE), plainly(life)
    assert len(found.weeks) == RANGE.weeks
    for week in found.weeks:
        assert week.record == amounts(within(plain, [week.monday])), week.monday
        assert week.steps == counted(life.events, [week.monday]), week.monday
    for side, mondays in ((found.now, RANGE.mondays()), (found.before, RANGE.before.mondays())):
        assert side.record == amounts(within(plain, mondays))
        assert side.steps == counted(life.events, mondays)
        assert side.record.approval
        assert side.record.edits


def test_each_prompt_has_the_record_a_plain_walk_gives_it(
    session: Session, workspace: Workspace, life: Life
) -> None:
    found = prompts.prompts(session, workspace.community, asking(workspace), prompts.Order.APPROVAL)
    plain = within(plainly(life), RANGE.mondays())
    expected = {name: amounts([one for one in plain if one.prompt == name]) for name in {one.prompt for one in plain}}
    expected.pop("")
    assert {line.level: line.record for line in found.lines} == expected
    assert len(expected) == 4


@pytest.mark.parametrize("prompt", ["", "posts/a@1"])
@pytest.mark.parametrize(
    ("counting", "counts"),
    [(Counted.FIRST_SIGHT, lambda one: one.is_first), (Counted.CHANGED, lambda one: one.changed is not None)],
)
def test_the_decisions_behind_a_number_are_those_it_counts(
    session: Session, workspace: Workspace, life: Life, counting: Counted, counts: Callable[[Plain], bool], prompt: str
) -> None:
    level = Level(Block.PROMPT, prompt) if prompt else None
    found = behind(session, workspace.community, asking(workspace, level), counting)
    expected = [
        one for one in within(plainly(life), RANGE.mondays()) if counts(one) and prompt in ("", one.prompt)
    ]
    assert found.total == len(expected) > 0
    assert sorted(
        (one.at, one.item_id, one.approved, one.is_first, one.prompt, one.changed or 0) for one in found.lines
    ) == sorted(
        (one.event.created_at, one.event.item_id, one.approved, one.is_first, one.prompt, one.changed or 0)
        for one in expected
    )


def asking(workspace: Workspace, level: Level | None = None) -> Asked:
    return Asked(workspace.community.id, RANGE, RANGE.last, None, Outcome.ENGAGE, level, 1)


def test_costs_stand_in_the_week_of_their_request(session: Session, workspace: Workspace, life: Life) -> None:
    chance, costs = random.Random(5), [None, 400, 4_000]
    calls = [
        ModelCall(
            community_id=workspace.community.id, purpose=Purpose.DRAFT, endpoint="a", model="b",
            cost_micros=chance.choice(costs), created_at=event.created_at,
        )
        for event in life.events
    ]
    session.add_all(calls)
    session.flush()
    for week in team.team(session, workspace.community, RANGE).weeks:
        told = [one.cost_micros for one in calls if monday_of(one.created_at) == week.monday]
        priced = [cost for cost in told if cost is not None]
        assert week.cost == team.Cost(len(told), sum(priced), len(told) - len(priced))


def test_weeks_in_which_clocks_change_stand_alone() -> None:
    assert [one.first for one in stretches(Range.ending(RANGE.last, 520).starts("Asia/Shanghai"))] == [0]
    changed = stretches(RANGE.with_before.starts(NEW_YORK.key))
    assert [one.week for one in changed] == [timedelta(weeks=1), timedelta(weeks=1, hours=1), timedelta(weeks=1)]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_every_moment_of_ten_years_is_put_into_its_week(session: Session, workspace: Workspace, zone: str) -> None:
    years = Range.ending(RANGE.last, 520)
    starts = years.starts(zone)
    for number in (*range(0, 520, 37), 519):
        for at, expected in (
            (starts[number], number), (starts[number + 1].astimezone(UTC) - timedelta(microseconds=1), number),
            (moment(years.mondays()[number] + timedelta(days=3), time(13, 7), ZoneInfo(zone)), number),
        ):
            assert session.scalar(select(place(literal(at.astimezone(UTC)), starts))) == expected, (at, zone)
