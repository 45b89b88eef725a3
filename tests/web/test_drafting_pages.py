"""The brief and the progress of a run: what is offered, what is kept, what is told when it fails."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import AnswerUnusable
from app.core.text_fields import TEXT_LENGTH
from app.drafting import service
from app.drafting.leases import claim
from app.drafting.outcomes import Outcome, hand_in
from app.library import service as library
from app.models import ContentItem, DraftingRun, TaskStatus
from content_calendar.workflow import Action, State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, in_review, make_item, make_persona
from tests.statements import reads_of

LEASE = timedelta(minutes=1)
TRIGGER = "hx-trigger"


@pytest.fixture
def drafting(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/drafting"


@pytest.fixture
def editor(client: Visitor, workspace: Workspace) -> Visitor:
    """bob, signed in."""
    return sign_in(client, workspace.bob)


@pytest.fixture
def planned(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return make_item(session, workspace.column, now)


@pytest.fixture
def run(session: Session, workspace: Workspace, planned: ContentItem, now: datetime) -> DraftingRun:
    return service.start_run(
        session, workspace.community, [planned.id], note="", submit=True, actor=workspace.editor, now=now
    )


@pytest.fixture
def progress(drafting: str, run: DraftingRun) -> str:
    return f"{drafting}/{run.id}"


def fail(session: Session, run: DraftingRun, now: datetime) -> None:
    """Let the run's only draft end with an answer nobody can use."""
    (task,) = claim(session, run.id, owner="worker", now=now, lease=LEASE, limit=1)
    error = AnswerUnusable("nothing came", "")
    error.code = "answer_empty"
    hand_in(session, [Outcome(task.id, error)], owner="worker", now=now)


def ticked(page: str, item: ContentItem) -> bool:
    box = page.partition(f'name="item" value="{item.id}"')[2]
    return "checked" in box.partition(">")[0]


def test_what_has_no_text_yet_is_chosen_already(
    editor: Visitor, drafting: str, planned: ContentItem, item: ContentItem
) -> None:
    page = editor.get(drafting).text
    assert ticked(page, planned)
    assert not ticked(page, item)


def test_an_item_named_in_the_address_is_chosen_alone(
    editor: Visitor, drafting: str, planned: ContentItem, item: ContentItem
) -> None:
    page = editor.get(f"{drafting}?item={item.id}").text
    assert ticked(page, item)
    assert not ticked(page, planned)


def test_the_wish_of_a_reviewer_is_offered_to_the_writer(
    editor: Visitor, session: Session, workspace: Workspace, drafting: str, item: ContentItem, now: datetime
) -> None:
    in_review(session, workspace, item, now)
    library.advance(session, item, Action.REQUEST_CHANGES, actor=workspace.reviewer, now=now, note="<b>温度</b>请核对")
    assert "&lt;b&gt;温度&lt;/b&gt;请核对" in editor.get(f"{drafting}?item={item.id}").text
    assert "温度" not in editor.get(drafting).text


def test_a_wish_stays_in_its_community(
    client: Visitor, session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    make_persona(session, workspace.elsewhere, now)
    in_review(session, workspace, item, now)
    library.advance(session, item, Action.REQUEST_CHANGES, actor=workspace.reviewer, now=now, note="温度请核对")
    page = sign_in(client, workspace.charlie).get(f"/c/{workspace.elsewhere.id}/drafting?item={item.id}")
    assert page.status_code == 200
    assert "温度" not in page.text


def test_a_brief_starts_a_run_that_can_be_watched(
    editor: Visitor, session: Session, drafting: str, planned: ContentItem
) -> None:
    answer = editor.post(drafting, data={"item": planned.id, "note": "轻一点"})
    run = session.scalars(select(DraftingRun)).one()
    assert (answer.status_code, answer.location) == (303, f"{drafting}/{run.id}")
    assert (run.note, run.submit, planned.state) == ("轻一点", False, State.DRAFTING)
    assert "轻一点" in editor.get(answer.location).text


@pytest.mark.parametrize("chosen", [{}, {"item": "x"}, {"item": "-1"}, {"item": str(10**20)}])
def test_a_brief_without_a_slot_comes_back_with_its_note(
    editor: Visitor, session: Session, drafting: str, planned: ContentItem, chosen: dict[str, str]
) -> None:
    answer = editor.post(drafting, data={"note": "轻一点", **chosen})
    assert answer.status_code == 422
    assert "轻一点" in answer.text
    assert session.scalars(select(DraftingRun)).all() == []


@pytest.mark.parametrize("note", ["长" * (TEXT_LENGTH + 1), "a\x00b"])
def test_a_note_that_cannot_be_kept_comes_back_with_the_choice(
    editor: Visitor, drafting: str, item: ContentItem, planned: ContentItem, note: str
) -> None:
    answer = editor.post(drafting, data={"note": note, "item": item.id})
    assert answer.status_code == 422
    assert ticked(answer.text, item)
    assert not ticked(answer.text, planned)


def test_items_of_other_communities_cannot_be_drafted(
    client: Visitor, session: Session, workspace: Workspace, planned: ContentItem, now: datetime
) -> None:
    make_persona(session, workspace.elsewhere, now)
    charlie = sign_in(client, workspace.charlie)
    answer = charlie.post(f"/c/{workspace.elsewhere.id}/drafting", data={"item": planned.id})
    assert answer.status_code == 422
    assert planned.state is State.PLANNED


def test_a_reader_may_look_and_not_start(
    client: Visitor, workspace: Workspace, drafting: str, planned: ContentItem
) -> None:
    reader = sign_in(client, workspace.vic)
    assert "<textarea" not in reader.get(drafting).text
    assert reader.post(drafting, data={"item": planned.id}).status_code == 403


def test_progress_asks_for_itself_until_it_is_over(
    editor: Visitor, session: Session, workspace: Workspace, progress: str, run: DraftingRun, now: datetime
) -> None:
    fragment = editor.get(f"{progress}?turn=7", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert TRIGGER in fragment
    service.cancel_run(session, run, actor=workspace.editor, now=now)
    assert TRIGGER not in editor.get(progress, headers={"HX-Request": "true"}).text


def test_a_failed_draft_names_cause_and_remedy_and_can_be_tried_again(
    editor: Visitor, session: Session, progress: str, run: DraftingRun, planned: ContentItem, now: datetime
) -> None:
    fail(session, run, now)
    page = editor.get(progress).text
    assert "模型交了白卷：请重试" in page
    assert f"{progress}/retry" in page
    assert editor.post(f"{progress}/retry").status_code == 303
    assert (run.tasks[0].status, planned.state) == (TaskStatus.PENDING, State.DRAFTING)


def test_what_is_not_written_yet_can_be_cancelled(
    editor: Visitor, progress: str, run: DraftingRun, planned: ContentItem
) -> None:
    assert editor.post(f"{progress}/cancel").status_code == 303
    assert (run.tasks[0].status, planned.state) == (TaskStatus.CANCELLED, State.PLANNED)
    assert f"{progress}/cancel" not in editor.get(progress).text


@pytest.mark.parametrize("act", ["", "/cancel", "/retry"])
def test_runs_of_other_communities_are_not_found(
    client: Visitor, workspace: Workspace, run: DraftingRun, act: str
) -> None:
    charlie = sign_in(client, workspace.charlie)
    address = f"/c/{workspace.elsewhere.id}/drafting/{run.id}{act}"
    assert (charlie.post(address) if act else charlie.get(address)).status_code == 404


def test_a_community_without_personas_says_whom_to_add(client: Visitor, workspace: Workspace) -> None:
    page = sign_in(client, workspace.charlie).get(f"/c/{workspace.elsewhere.id}/drafting")
    assert page.status_code == 200
    assert "添加画像" in page.text


def test_many_slots_and_drafts_cost_no_more_than_few(
    editor: Visitor, session: Session, workspace: Workspace, drafting: str, now: datetime
) -> None:
    pages = [drafting, f"{drafting}/{run_of(session, workspace, now, 5).id}"]
    few = [reads_of(editor, page) for page in pages]
    pages = [drafting, f"{drafting}/{run_of(session, workspace, now, 60).id}"]
    assert [reads_of(editor, page) for page in pages] == few
    assert max(few) <= 12


def run_of(session: Session, workspace: Workspace, now: datetime, count: int) -> DraftingRun:
    """A run of so many drafts; as many slots wait beside it."""
    for hour in range(count):
        make_item(session, workspace.column, now, slot_at=now + timedelta(hours=hour + 1))
    drafts = [make_item(session, workspace.column, now).id for _number in range(count)]
    run = service.start_run(
        session, workspace.community, drafts, note="", submit=True, actor=workspace.editor, now=now
    )
    session.commit()
    return run
