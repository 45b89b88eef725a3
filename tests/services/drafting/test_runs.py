"""What editors may ask of a run: several variants, a text reworked, a pause, and no more than the budget allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import EndpointRefused, FormulaMissing, Provenance, Usage, Written
from app.copywriter.explanation import Mishap, explain
from app.copywriter.formulas import FormulaInvalid
from app.copywriter.offline_trouble import NothingToChange
from app.copywriter.prompty import PromptInvalid
from app.copywriter.template_fault import TemplateRefused
from app.drafting import holds, leases, refusals, service
from app.drafting.assignments import Assignment, assignments_of
from app.drafting.outcomes import Outcome, WorkerLost, hand_in
from app.drafting.shift import Unexpected
from app.library import service as library
from app.library.service import StaleVersion
from app.models import ContentItem, DraftingRun, DraftTask, Hold, ModelCall, Purpose, TaskStatus
from content_calendar.vocabulary import Instruction, Language, Platform, WriterKind
from content_calendar.workflow import Action, State
from tests.factories import COPY, Workspace, approved, make_column, make_item, write
from tests.statements import reading

LEASE = timedelta(seconds=90)
USAGE = Usage("model.example", "stand-in", prompt_tokens=100, completion_tokens=20)
WIDER = replace(COPY, body=COPY.body + "慢慢来。")
WRITTEN = Written(COPY, Provenance(writer=WriterKind.MODEL, prompt="posts/learning.zh", prompt_version="1"), (USAGE,))


def take(session: Session, run: DraftingRun, now: datetime, limit: int = 50) -> list[DraftTask]:
    return leases.claim(session, run.id, owner="me", now=now, lease=LEASE, limit=limit)


def briefed(session: Session, run: DraftingRun, now: datetime) -> list[Assignment]:
    return assignments_of(session, take(session, run, now))


def finish(session: Session, tasks: list[DraftTask], now: datetime) -> None:
    hand_in(session, [Outcome(task.id, WRITTEN) for task in tasks], owner="me", now=now)


@pytest.fixture
def planned(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return make_item(session, workspace.column, now)


@pytest.fixture
def variants(session: Session, workspace: Workspace, planned: ContentItem, now: datetime) -> DraftingRun:
    """Three texts for one slot."""
    return service.start_run(
        session, workspace.community, [planned.id], note="", submit=True, variants=3, actor=workspace.editor, now=now
    )


def test_variants_wait_beside_the_first_until_a_person_chooses(
    session: Session, workspace: Workspace, planned: ContentItem, variants: DraftingRun, now: datetime
) -> None:
    first, *others = take(session, variants, now)
    finish(session, [first], now)
    assert planned.state is State.DRAFTING
    finish(session, others, now)
    assert (planned.state, planned.current_revision_id) == (State.DRAFT, first.revision_id)
    chosen = others[1].revision_id
    assert chosen is not None
    service.choose_variant(session, planned, chosen, version=planned.version, actor=workspace.editor, now=now)
    assert (planned.state, planned.current_revision_id) == (State.DRAFT, chosen)


def test_a_choice_made_on_an_old_page_or_of_another_items_text_is_refused(
    session: Session, workspace: Workspace, planned: ContentItem, item: ContentItem, now: datetime
) -> None:
    assert item.current_revision_id is not None
    with pytest.raises(StaleVersion):
        service.choose_variant(
            session, item, item.current_revision_id, version=item.version - 1, actor=workspace.editor, now=now
        )
    with pytest.raises(refusals.NoVariant):
        service.choose_variant(
            session, planned, item.current_revision_id, version=planned.version, actor=workspace.editor, now=now
        )


def test_variants_differ_in_their_seed(session: Session, variants: DraftingRun, now: datetime) -> None:
    assert len({work.brief.seed for work in briefed(session, variants, now)}) == 3


def test_one_variant_that_failed_is_tried_again_and_the_others_stay(
    session: Session, workspace: Workspace, planned: ContentItem, variants: DraftingRun, now: datetime
) -> None:
    first, second, third = take(session, variants, now)
    hand_in(session, [Outcome(first.id, EndpointRefused("no"))], owner="me", now=now)
    finish(session, [second, third], now)
    assert planned.state is State.DRAFT
    assert service.retry_failed(session, variants, actor=workspace.editor, now=now) == 1
    finish(session, take(session, variants, now), now)
    assert planned.current_revision_id == second.revision_id
    assert {task.status for task in variants.tasks} == {TaskStatus.DONE}


def test_a_text_that_could_not_be_reworked_is_as_good_as_before_and_the_rework_can_be_tried_again(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    run = service.start_rework(
        session, workspace.community, [item.id], instruction=Instruction.WARMER, actor=workspace.editor, now=now
    )
    hand_in(session, [Outcome(take(session, run, now)[0].id, NothingToChange("no"))], owner="me", now=now)
    assert (item.state, item.current_revision and item.current_revision.number) == (State.DRAFT, 1)
    assert service.retry_failed(session, run, actor=workspace.editor, now=now) == 1
    hand_in(session, [Outcome(take(session, run, now)[0].id, NothingToChange("no"))], owner="me", now=now)
    library.submit(session, item, actor=workspace.editor, now=now + timedelta(seconds=1))
    library.advance(session, item, Action.WITHDRAW, actor=workspace.editor, now=now + timedelta(seconds=2))
    assert service.retry_failed(session, run, actor=workspace.editor, now=now + timedelta(seconds=3)) == 0


def test_a_text_reworked_for_another_platform_belongs_there(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    run = service.start_rework(
        session, workspace.community, [item.id], instruction=Instruction.ANOTHER_PLATFORM,
        target_platform=Platform.XIAOHONGSHU, actor=workspace.editor, now=now,
    )
    (work,) = briefed(session, run, now)
    assert work.brief.rework is not None
    assert (work.brief.rework.text, work.brief.rework.platform) == (COPY, Platform.WECHAT_GROUP)
    assert work.brief.community.platform is Platform.XIAOHONGSHU
    hand_in(session, [Outcome(work.task_id, WRITTEN)], owner="me", now=now)
    assert (item.platform, item.state) == (Platform.XIAOHONGSHU, State.DRAFT)


def test_going_back_to_an_older_text_goes_back_to_where_it_was_written_for(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    library.edit_copy(session, item, WIDER, version=item.version, actor=workspace.editor, now=now)
    before = item.current_revision_id
    assert before is not None
    for target in ({"target_platform": Platform.XIAOHONGSHU}, {"target_language": Language.EN}):
        instruction = Instruction.ANOTHER_PLATFORM if "target_platform" in target else Instruction.TRANSLATE
        run = service.start_rework(
            session, workspace.community, [item.id], instruction=instruction, actor=workspace.editor, now=now,
            **target,
        )
        finish(session, take(session, run, now), now)
    assert (item.platform, item.language) == (Platform.XIAOHONGSHU, Language.EN)
    service.choose_variant(session, item, before, version=item.version, actor=workspace.editor, now=now)
    assert (item.platform, item.language) == (Platform.WECHAT_GROUP, Language.ZH)


def test_what_cannot_be_reworked_is_refused(
    session: Session, workspace: Workspace, item: ContentItem, planned: ContentItem, now: datetime
) -> None:
    def rework(chosen: ContentItem, instruction: Instruction, language: Language | None = None) -> None:
        service.start_rework(
            session, workspace.community, [chosen.id], instruction=instruction, target_language=language,
            actor=workspace.editor, now=now,
        )

    with pytest.raises(refusals.TargetMissing):
        rework(item, Instruction.TRANSLATE)
    with pytest.raises(refusals.NothingToRework):
        rework(item, Instruction.TRANSLATE, Language.ZH)
    with pytest.raises(refusals.NothingToRework):
        rework(planned, Instruction.SHORTER)
    approved(session, workspace, item, now)
    with pytest.raises(refusals.NothingToRework):
        rework(item, Instruction.SHORTER)


def test_a_text_whose_only_finding_is_its_twin_can_be_told_to_differ(
    session: Session, workspace: Workspace, item: ContentItem, planned: ContentItem, now: datetime
) -> None:
    write(session, planned, COPY, workspace.editor, now)
    run = service.start_rework(
        session, workspace.community, [planned.id], instruction=Instruction.FIX_FINDINGS, actor=workspace.editor,
        now=now,
    )
    (work,) = briefed(session, run, now)
    assert work.brief.rework is not None
    assert len(work.brief.rework.findings) == 1


def test_a_paused_run_gives_out_no_work_until_it_is_resumed(
    session: Session, workspace: Workspace, variants: DraftingRun, now: datetime
) -> None:
    assert service.pause_run(session, variants, actor=workspace.editor, now=now)
    holds.review(session, now=now)
    assert take(session, variants, now) == []
    assert service.resume_run(session, variants, actor=workspace.editor, now=now)
    assert len(take(session, variants, now)) == 3


def test_a_run_stops_at_the_budget_and_goes_on_when_it_is_raised(
    app: Flask, session: Session, workspace: Workspace, variants: DraftingRun, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with_a_model = {"openai_base_url": "http://127.0.0.1:9/v1", "openai_model": "stand-in"}
    settings = app.extensions["qunbi-settings"].model_copy(update=with_a_model)
    monkeypatch.setitem(app.extensions, "qunbi-settings", settings)
    community_id = workspace.community.id
    session.add(
        ModelCall(
            community_id=community_id, purpose=Purpose.DRAFT, endpoint="e", model="m", cost_micros=5, created_at=now
        )
    )
    workspace.community.monthly_budget_micros = 5
    session.flush()
    holds.review(session, now=now)
    assert variants.hold is Hold.OVER_BUDGET
    assert take(session, variants, now) == []
    assert not service.resume_run(session, variants, actor=workspace.editor, now=now)
    workspace.community.monthly_budget_micros = 6
    session.flush()
    holds.review(session, now=now)
    assert variants.hold is None


def test_every_request_is_written_down_even_when_its_draft_comes_too_late(
    session: Session, workspace: Workspace, variants: DraftingRun, now: datetime
) -> None:
    first, second, _ = take(session, variants, now)
    failed = EndpointRefused("no")
    failed.usage = (USAGE,)
    hand_in(session, [Outcome(first.id, WRITTEN), Outcome(second.id, failed)], owner="me", now=now)
    service.cancel_run(session, variants, actor=workspace.editor, now=now)
    hand_in(session, [Outcome(task.id, WRITTEN) for task in variants.tasks[2:]], owner="me", now=now)
    calls = session.scalars(select(ModelCall).order_by(ModelCall.id)).all()
    assert [call.task_id for call in calls] == [task.id for task in variants.tasks]


def test_every_error_that_ends_a_draft_is_explained() -> None:
    codes = {kind.code for kind in (PromptInvalid, TemplateRefused, FormulaInvalid, FormulaMissing, WorkerLost)}
    assert {explain(code, "zh") for code in codes | {Unexpected.code}}.isdisjoint({Mishap.UNKNOWN.zh, ""})


def test_examples_are_approved_texts_of_other_columns(
    session: Session, workspace: Workspace, item: ContentItem, planned: ContentItem, now: datetime
) -> None:
    other = make_column(session, workspace.persona, workspace.voice, now, key="other", name="晚安故事")
    elsewhere = write(session, make_item(session, other, now), COPY, workspace.editor, now)
    for text in (item, elsewhere):
        approved(session, workspace, text, now)
    run = service.start_run(
        session, workspace.community, [planned.id], note="", submit=True, actor=workspace.editor, now=now
    )
    (work,) = briefed(session, run, now)
    assert work.brief.examples == (COPY.text(),)
    assert COPY.text() in work.brief.avoid


def test_a_batch_is_briefed_in_as_many_queries_as_one_draft(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    def queries(count: int) -> int:
        ids = [make_item(session, workspace.column, now, seed=number).id for number in range(count)]
        run = service.start_run(
            session, workspace.community, ids, note="", submit=True, actor=workspace.editor, now=now
        )
        tasks = take(session, run, now)
        session.flush()
        with reading(session.get_bind().engine) as statements:
            assignments_of(session, tasks)
        return len(statements)

    assert queries(9) <= queries(1) <= 5


def test_a_rework_handed_in_beside_a_draft_of_the_run_before_becomes_the_present_text(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    items = [make_item(session, workspace.column, now, slot_at=now + timedelta(days=day)) for day in (1, 2)]
    ids = [item.id for item in items]
    first = service.start_run(
        session, workspace.community, ids, note="", submit=False, actor=workspace.editor, now=now
    )
    one, two = take(session, first, now)
    finish(session, [two], now)
    again = service.start_rework(
        session, workspace.community, [two.item_id], instruction=Instruction.SHORTER, actor=workspace.editor, now=now
    )
    (rework,) = take(session, again, now)
    finish(session, [one, rework], now)
    assert rework.status is TaskStatus.DONE
    assert session.get_one(ContentItem, two.item_id).current_revision_id == rework.revision_id
