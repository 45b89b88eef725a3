"""The lived-in sample goes the way of real work, and its numbers say that they are simulated."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cli.lived_choices import loosen_rules
from app.cli.lived_week import Week
from app.cli.stand_ins import SOURCE, simulated_counters
from app.models import Choice, ContentItem, FeedbackRecord, Persona
from app.models.learning import Contest
from content_calendar.vocabulary import Counter
from content_calendar.workflow import State
from tests.factories import Workspace


@pytest.fixture
def week(session: Session, persona: Persona, now: datetime) -> Week:
    """The week after the present one of the tests, seen a month later."""
    return Week(session, persona, (now + timedelta(days=7)).date(), now, now + timedelta(days=30))


def _items(session: Session, week: Week) -> list[ContentItem]:
    found = session.scalars(select(ContentItem).where(ContentItem.persona_id == week.persona.id))
    return [item for item in found if item.slot_at and item.slot_at.date() >= week.monday]


def test_a_week_that_is_over_was_approved_by_somebody_else_and_went_out(session: Session, week: Week) -> None:
    assert week.carried_out() == len(_items(session, week)) > 0
    for item in _items(session, week):
        assert item.state is State.PUBLISHED
        assert item.is_approved()
        assert item.current_revision is not None
        assert item.approved_by_id != item.current_revision.author_id
        assert item.published_at is not None
        assert item.slot_at is not None
        assert item.published_at >= item.slot_at


def test_every_number_of_the_ledger_says_that_it_is_simulated(session: Session, week: Week) -> None:
    week.carried_out()
    records = list(session.scalars(select(FeedbackRecord)))
    assert records
    assert {record.source for record in records} == {SOURCE} == {"simulated"}


def test_nothing_is_out_before_its_time(session: Session, persona: Persona, now: datetime) -> None:
    monday = (now + timedelta(days=7)).date()
    Week(session, persona, monday, now, now + timedelta(days=1)).carried_out()
    assert {item.state for item in _items(session, Week(session, persona, monday, now, now))} == {State.EXPORTED}
    assert not session.scalars(select(FeedbackRecord)).all()


def test_a_week_in_the_works_has_posts_at_every_stop(session: Session, week: Week, workspace: Workspace) -> None:
    workspace.column.rule = "FREQ=DAILY"
    workspace.community.weekly_cap = workspace.community.daily_cap * 7
    session.flush()
    week.in_the_works()
    states = {item.state for item in _items(session, week)}
    assert states >= {State.APPROVED, State.IN_REVIEW, State.CHANGES_REQUESTED, State.PLANNED}


def test_the_same_item_always_gets_the_same_numbers_and_they_are_possible(item: ContentItem) -> None:
    counters = simulated_counters(item)
    assert counters == simulated_counters(item)
    assert all(count >= 0 for count in counters.values())
    assert counters[Counter.LIKES] + counters[Counter.COMMENTS] <= counters[Counter.VIEWS]


def test_a_folder_with_a_workspace_in_it_is_refused(workspace: Workspace, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["lived-in"])
    assert result.exit_code == 1
    assert "empty folder" in result.output


def test_what_the_ranking_chose_went_the_way_of_every_choice(
    session: Session, persona: Persona, workspace: Workspace, now: datetime
) -> None:
    workspace.column.rule, workspace.column.topics = "FREQ=DAILY", []
    workspace.community.weekly_cap = workspace.community.daily_cap * 7
    loosen_rules(session)
    monday, present = (now + timedelta(days=7)).date(), now + timedelta(days=28)
    for weeks in (0, 2):
        later = timedelta(weeks=weeks)
        Week(session, persona, monday + later, now + later, present).carried_out()
    Week(session, persona, monday + timedelta(weeks=4), present, present).in_the_works()
    choices = list(session.scalars(select(Choice)))
    assert {choice.contest for choice in choices} == set(Contest)
    for choice in choices:
        chances = {one["item_id"]: one["propensity"] for one in choice.candidates}
        assert sum(chances.values()) == pytest.approx(1)
        assert choice.propensity in chances.values()
        assert choice.item.approved_by_id != choice.made_by_id
    assert any(choice.item.state is State.PUBLISHED for choice in choices)
    assert any(len(choice.candidates) > 1 for choice in choices)
