"""Who may write a draft: one worker at a time, and only as long as its lease lasts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import AnswerUnusable, CopywriterError, EndpointBusy, EndpointRefused, Provenance, Written
from app.core.errors import NotFound
from app.core.transactions import transaction
from app.drafting import leases, refusals, service
from app.drafting.outcomes import Outcome, fail_abandoned, hand_in
from app.models import ContentItem, DraftingRun, DraftTask, Revision, TaskStatus
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State
from tests.factories import BLOCKED_COPY, COPY, Workspace, make_item, make_workspace
from tests.threads import Call, at_once

LEASE = timedelta(seconds=90)
WRITTEN = Written(COPY, Provenance(writer=WriterKind.OFFLINE, prompt="post/zh", prompt_version="1"))


def start(session: Session, workspace: Workspace, now: datetime, count: int = 1, *, submit: bool = True) -> DraftingRun:
    """A run over `count` planned slots."""
    items = [make_item(session, workspace.column, now, seed=number) for number in range(count)]
    return service.start_run(
        session, workspace.community, [item.id for item in items], note="", submit=submit, actor=workspace.editor,
        now=now,
    )


def claim(session: Session, run: DraftingRun, owner: str, now: datetime) -> DraftTask | None:
    return next(iter(leases.claim(session, run.id, owner=owner, now=now, lease=LEASE, limit=1)), None)


def finish(
    session: Session, task: DraftTask, now: datetime, written: Written = WRITTEN, *, owner: str = "first"
) -> Revision | None:
    return next(iter(hand_in(session, [Outcome(task.id, written)], owner=owner, now=now)), None)


def fail(session: Session, task: DraftTask, error: CopywriterError, now: datetime, owner: str = "first") -> None:
    hand_in(session, [Outcome(task.id, error)], owner=owner, now=now)


@pytest.fixture
def run(session: Session, workspace: Workspace, now: datetime) -> DraftingRun:
    return start(session, workspace, now)


@pytest.fixture
def task(session: Session, run: DraftingRun, now: datetime) -> DraftTask:
    """The run's only task, held by the worker "first"."""
    claimed = claim(session, run, "first", now)
    assert claimed is not None
    return claimed


def test_a_task_is_claimed_once(session: Session, run: DraftingRun, now: datetime) -> None:
    first = claim(session, run, "first", now)
    assert first is not None
    assert (first.status, first.attempt, first.lease_owner, first.lease_until) == (
        TaskStatus.RUNNING, 1, "first", now + LEASE,
    )
    assert claim(session, run, "second", now) is None


def test_many_claimers_share_the_work_without_overlap(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        run_id = start(session, make_workspace(session, now), now, count=12).id

    def claim_three(owner: str) -> Call:
        def call(session: Session) -> list[int]:
            return [task.id for task in leases.claim(session, run_id, owner=owner, now=now, lease=LEASE, limit=3)]

        return call

    claimed = at_once(own_app, *(claim_three(f"worker {number}") for number in range(4)))
    with own_app.app_context(), transaction() as session:
        rest = session.scalars(select(DraftTask.id).where(DraftTask.status == TaskStatus.PENDING)).all()
    counted = Counter(task for tasks in claimed for task in tasks)
    assert set(counted.values()) == {1}
    assert len(counted) + len(rest) == 12


def test_a_lapsed_lease_is_taken_over(session: Session, run: DraftingRun, task: DraftTask, now: datetime) -> None:
    late = now + LEASE + timedelta(seconds=1)
    assert claim(session, run, "second", now + LEASE) is None
    taken = claim(session, run, "second", late)
    assert taken is task
    assert (task.lease_owner, task.attempt) == ("second", 2)


def test_a_kept_lease_is_not_taken_over(session: Session, run: DraftingRun, task: DraftTask, now: datetime) -> None:
    assert leases.extend(session, owner="first", now=now + timedelta(seconds=60), lease=LEASE) == 1
    assert claim(session, run, "second", now + LEASE + timedelta(seconds=1)) is None
    assert leases.extend(session, owner="second", now=now, lease=LEASE) == 0


def test_a_finished_draft_goes_to_the_reviewers(session: Session, task: DraftTask, now: datetime) -> None:
    revision = finish(session, task, now)
    assert revision is not None
    assert (revision.writer, revision.copy(), task.item.current_revision) == (WriterKind.OFFLINE, COPY, revision)
    assert (task.status, task.revision_id, task.item.state) == (TaskStatus.DONE, revision.id, State.IN_REVIEW)


def test_a_late_finisher_changes_nothing(
    session: Session, run: DraftingRun, task: DraftTask, now: datetime
) -> None:
    late = now + LEASE + timedelta(seconds=1)
    claim(session, run, "second", late)
    assert finish(session, task, late) is None
    fail(session, task, EndpointRefused("no"), late)
    assert (task.status, task.lease_owner, task.item.revisions) == (TaskStatus.RUNNING, "second", [])
    assert finish(session, task, late, owner="second") is not None
    assert finish(session, task, late, owner="second") is None
    assert len(session.scalars(select(Revision).where(Revision.item_id == task.item_id)).all()) == 1


def test_a_draft_with_a_blocking_finding_stays_a_draft(session: Session, task: DraftTask, now: datetime) -> None:
    finish(session, task, now, Written(BLOCKED_COPY, WRITTEN.provenance))
    assert task.item.state is State.DRAFT


def test_drafts_stay_with_the_editor_when_asked(session: Session, workspace: Workspace, now: datetime) -> None:
    run = start(session, workspace, now, submit=False)
    task = claim(session, run, "first", now)
    assert task is not None
    finish(session, task, now)
    assert task.item.state is State.DRAFT


def test_a_busy_endpoint_puts_the_task_back_with_a_time(
    session: Session, run: DraftingRun, task: DraftTask, now: datetime
) -> None:
    fail(session, task, EndpointBusy("429", retry_after=40), now)
    assert (task.status, task.lease_owner, task.available_at) == (
        TaskStatus.PENDING, None, now + timedelta(seconds=40),
    )
    assert (task.error_code, task.item.state) == ("endpoint_busy", State.DRAFTING)
    assert claim(session, run, "second", now + timedelta(seconds=39)) is None
    assert claim(session, run, "second", now + timedelta(seconds=40)) is task


def test_no_endpoint_puts_work_off_for_ever(session: Session, task: DraftTask, now: datetime) -> None:
    fail(session, task, EndpointBusy("429", retry_after=86_400), now)
    assert task.available_at == now + timedelta(seconds=leases.RETRY_CAP_SECONDS)


def test_attempts_run_out_visibly(session: Session, run: DraftingRun, task: DraftTask, now: datetime) -> None:
    while task.status is not TaskStatus.FAILED:
        fail(session, task, EndpointBusy("429", retry_after=1), now)
        now += timedelta(minutes=20)
        claim(session, run, "first", now)
    assert (task.attempt, task.item.state, task.error_detail) == (task.max_attempts, State.FAILED, "429")


def test_an_unusable_answer_fails_at_once_and_is_kept(session: Session, task: DraftTask, now: datetime) -> None:
    fail(session, task, AnswerUnusable("no JSON", raw_text="抱歉，"), now)
    assert (task.status, task.raw_text, task.item.state) == (TaskStatus.FAILED, "抱歉，", State.FAILED)
    assert task.item.history[-1].note == "no JSON"


def test_workers_that_vanish_too_often_fail_the_task_visibly(
    session: Session, run: DraftingRun, task: DraftTask, now: datetime
) -> None:
    for _ in range(task.max_attempts * leases.LOST_PER_ATTEMPT - 1):
        now += LEASE + timedelta(seconds=1)
        assert fail_abandoned(session, now=now) == 0
        assert claim(session, run, "next", now) is task
    now += LEASE + timedelta(seconds=1)
    assert claim(session, run, "next", now) is None
    assert fail_abandoned(session, now=now) == 1
    assert (task.status, task.error_code, task.item.state) == (TaskStatus.FAILED, "worker_lost", State.FAILED)


def test_a_failed_task_is_tried_again_from_the_start(
    session: Session, workspace: Workspace, run: DraftingRun, task: DraftTask, now: datetime
) -> None:
    fail(session, task, EndpointRefused("401"), now)
    assert service.retry_failed(session, run, actor=workspace.editor, now=now) == 1
    assert (task.status, task.attempt, task.error_code, task.item.state) == (
        TaskStatus.PENDING, 0, "", State.DRAFTING,
    )
    assert claim(session, run, "second", now) is task
    assert finish(session, task, now, owner="second") is not None


def test_a_retry_leaves_alone_what_has_moved_on(
    session: Session, workspace: Workspace, run: DraftingRun, task: DraftTask, now: datetime
) -> None:
    fail(session, task, EndpointRefused("401"), now)
    task.item.state = State.ARCHIVED
    session.flush()
    assert service.retry_failed(session, run, actor=workspace.editor, now=now) == 0


def test_cancelling_while_a_worker_writes_keeps_its_draft_out(
    session: Session, workspace: Workspace, run: DraftingRun, task: DraftTask, now: datetime
) -> None:
    assert service.cancel_run(session, run, actor=workspace.editor, now=now) == 1
    assert finish(session, task, now) is None
    assert (task.status, task.item.state, task.item.revisions) == (TaskStatus.CANCELLED, State.PLANNED, [])
    assert service.cancel_run(session, run, actor=workspace.editor, now=now) == 0


def test_only_draftable_items_enter_a_run(session: Session, workspace: Workspace, now: datetime) -> None:
    planned = make_item(session, workspace.column, now)
    archived = make_item(session, workspace.column, now, state=State.ARCHIVED)
    run = service.start_run(
        session, workspace.community, [planned.id, archived.id, 10**6], note="", submit=True, actor=workspace.editor,
        now=now,
    )
    assert [task.item for task in run.tasks] == [planned]


def test_an_item_is_not_drafted_twice_at_once(
    session: Session, workspace: Workspace, run: DraftingRun, now: datetime
) -> None:
    item = session.scalars(select(ContentItem).where(ContentItem.state == State.DRAFTING)).one()
    with pytest.raises(refusals.NothingToDraft):
        service.start_run(
            session, workspace.community, [item.id], note="", submit=True, actor=workspace.editor, now=now
        )


def test_a_viewer_cannot_order_drafts(session: Session, workspace: Workspace, now: datetime) -> None:
    planned = make_item(session, workspace.column, now)
    with pytest.raises(refusals.NothingToDraft):
        service.start_run(
            session, workspace.community, [planned.id], note="", submit=True, actor=workspace.viewer, now=now
        )


def test_items_of_another_community_are_not_drafted(session: Session, workspace: Workspace, now: datetime) -> None:
    planned = make_item(session, workspace.column, now)
    with pytest.raises(refusals.NothingToDraft):
        service.start_run(
            session, workspace.elsewhere, [planned.id], note="", submit=True, actor=workspace.admin, now=now
        )


def test_a_run_has_a_limit(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(refusals.TooMany):
        service.start_run(
            session, workspace.community, range(refusals.MAX_PER_RUN + 1), note="", submit=True,
            actor=workspace.editor, now=now,
        )


def test_a_run_of_another_community_does_not_exist(session: Session, workspace: Workspace, run: DraftingRun) -> None:
    with pytest.raises(NotFound):
        service.get_run(session, workspace.elsewhere.id, run.id)
