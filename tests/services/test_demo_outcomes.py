"""Drafts printed for reading: each is a valid draft, a failure with its cause, or counted as lost."""

from __future__ import annotations

import pytest

from app.cli.demo.outcome import outcome_of
from app.models import ContentItem, DraftTask, TaskStatus
from content_calendar.workflow import State


def done(item: ContentItem) -> DraftTask:
    assert item.current_revision is not None
    return DraftTask(item=item, status=TaskStatus.DONE, revision_id=item.current_revision.id)


def failed(item: ContentItem, **words: str) -> DraftTask:
    item.state = State.FAILED
    blank = {"error_code": "", "error_detail": "", "raw_text": ""}
    return DraftTask(item=item, status=TaskStatus.FAILED, **(blank | words))


def test_a_written_draft_is_printed_with_its_words_and_where_they_come_from(item: ContentItem) -> None:
    outcome = outcome_of(done(item))
    assert (outcome.is_valid, outcome.is_visible_failure, outcome.is_in_review) == (True, False, False)
    assert item.current_revision is not None
    for words in (item.current_revision.hook, item.current_revision.body, item.state.label(item.language)):
        assert words in outcome.page


def test_a_failure_is_visible_when_it_names_its_cause(item: ContentItem) -> None:
    outcome = outcome_of(failed(item, error_code="answer_cut_off", error_detail="It stopped halfway.", raw_text="{"))
    assert (outcome.is_valid, outcome.is_visible_failure) == (False, True)
    assert "answer_cut_off: It stopped halfway." in outcome.page
    assert "answer kept: {" in outcome.page


def test_a_failure_without_a_cause_is_no_visible_one(item: ContentItem) -> None:
    assert not outcome_of(failed(item)).is_sound


@pytest.mark.parametrize("status", [TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.CANCELLED])
def test_work_that_has_not_ended_is_lost(item: ContentItem, status: TaskStatus) -> None:
    assert not outcome_of(DraftTask(item=item, status=status)).is_sound


def test_a_task_whose_text_is_not_there_is_lost(item: ContentItem) -> None:
    assert not outcome_of(DraftTask(item=item, status=TaskStatus.DONE, revision_id=None)).is_sound


def test_a_draft_without_words_is_lost(item: ContentItem) -> None:
    task = done(item)
    assert item.current_revision is not None
    item.current_revision.body = " "
    assert not outcome_of(task).is_sound
