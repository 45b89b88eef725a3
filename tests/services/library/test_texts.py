"""Texts are appended, never changed, and say who wrote them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import service as library
from app.library.findings import findings_of
from app.models import Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State, TransitionRefused
from tests.factories import COPY, Workspace, approved, make_item, write


def test_an_edit_appends_and_keeps_what_was_there(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    library.edit_copy(
        session, item, replace(COPY, hook="换一句开头"), version=item.version, actor=workspace.editor, now=now
    )
    session.expire_all()
    assert [(revision.number, revision.hook) for revision in item.revisions] == [(1, COPY.hook), (2, "换一句开头")]
    assert item.current_revision is item.revisions[1]


def test_an_edit_says_that_a_person_wrote_it(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    revision = library.edit_copy(session, item, COPY, version=item.version, actor=workspace.editor, now=now)
    assert (revision.writer, revision.author, revision.provenance["writer"]) == (
        WriterKind.PERSON, workspace.bob, WriterKind.PERSON,
    )


def test_every_word_comes_back_as_it_went_in(session: Session, workspace: Workspace, now: datetime) -> None:
    whole = Copy(
        title="标题 <b>不是标签</b>", hook="{{ 7 * 7 }} 'x\" --", body="第一行\n第二行 👩 مرحبا",
        call_to_action="来？",
        hashtags=("断奶", "a b"), tags=("阶段:断奶",), image_brief="一张图", comment_starter="我先说", media=("a.png",),
    )
    library.edit_copy(session, workspace.item, whole, version=workspace.item.version, actor=workspace.editor, now=now)
    session.expire_all()
    assert workspace.item.current_revision.copy() == whole


@pytest.mark.parametrize("empty", [Copy(), Copy(body=" \n\t"), Copy(title="只有标题")])
def test_a_text_without_words_is_not_saved(
    session: Session, workspace: Workspace, now: datetime, empty: Copy
) -> None:
    item = workspace.item
    with pytest.raises(library.TextMissing):
        library.edit_copy(session, item, empty, version=item.version, actor=workspace.editor, now=now)
    assert len(item.revisions) == 1


def test_a_viewer_cannot_write(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    with pytest.raises(TransitionRefused):
        library.edit_copy(session, item, COPY, version=item.version, actor=workspace.viewer, now=now)
    assert session.scalars(select(Revision.number).where(Revision.item_id == item.id)).all() == [1]


def test_a_slot_without_words_cannot_be_handed_in(session: Session, workspace: Workspace, now: datetime) -> None:
    planned = make_item(session, workspace.column, now)
    with pytest.raises(library.TextMissing):
        library.submit(session, planned, actor=workspace.editor, now=now)


def test_writing_by_hand_makes_a_planned_slot_a_draft(session: Session, workspace: Workspace, now: datetime) -> None:
    planned = make_item(session, workspace.column, now)
    library.edit_copy(session, planned, COPY, version=planned.version, actor=workspace.editor, now=now)
    assert planned.state is State.DRAFT


def test_a_slot_in_the_past_is_refused(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    with pytest.raises(library.SlotInPast):
        library.reschedule(session, item, now, version=item.version, actor=workspace.editor, now=now)


def test_moving_a_planned_slot_leaves_it_planned(session: Session, workspace: Workspace, now: datetime) -> None:
    planned = make_item(session, workspace.column, now)
    library.reschedule(
        session, planned, now + timedelta(days=9), version=planned.version, actor=workspace.editor, now=now
    )
    assert planned.state is State.PLANNED


def test_each_step_is_noticed_by_calendars_and_forms(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    before = (item.version, item.sequence)
    library.reschedule(session, item, now + timedelta(days=9), version=item.version, actor=workspace.editor, now=now)
    assert item.version > before[0]
    assert item.sequence > before[1]


def test_publishing_needs_the_approved_words(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    library.mark_published(session, item, url="https://example.com/1", actor=workspace.editor, now=now)
    assert (item.state, item.published_at, item.published_url) == (State.PUBLISHED, now, "https://example.com/1")


def test_a_word_the_voice_never_says_is_found(session: Session, workspace: Workspace, now: datetime) -> None:
    item = write(session, workspace.item, replace(COPY, body="亲亲，" + COPY.body), workspace.editor, now)
    assert any(finding.field == "body" for finding in findings_of(item))


def test_the_sample_text_has_nothing_to_object_to(workspace: Workspace) -> None:
    assert findings_of(workspace.item) == ()
