"""A persona is told when it would get almost the same post twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.copywriter.brief import Provenance
from app.library import service as library
from app.library.findings import findings_of
from app.library.old_texts import complete_old_texts
from app.library.twins import twins_of
from app.models import ContentItem
from content_calendar.content import Copy
from content_calendar.copy_rules.repetition import RepetitionCode
from content_calendar.similarity import simhash
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, make_column, make_item, make_persona, write
from tests.statements import reading

ALMOST = replace(COPY, hook="断奶这件事，先别急着定日期")


def again(session: Session, workspace: Workspace, now: datetime, **fields: object) -> ContentItem:
    return write(session, make_item(session, workspace.column, now, **fields), ALMOST, workspace.editor, now)


def test_the_twin_is_named_with_its_id_and_headline(session: Session, workspace: Workspace, now: datetime) -> None:
    other = again(session, workspace, now)
    found = twins_of(session, [workspace.item, other])
    assert {item_id: [twin.item_id for twin in twins] for item_id, twins in found.items()} == {
        workspace.item.id: [other.id], other.id: [workspace.item.id],
    }
    findings = findings_of(workspace.item, twins=found[workspace.item.id])
    (params,) = [f.message.params for f in findings if f.code is RepetitionCode.NEAR_DUPLICATE]
    assert (params["item_id"], params["headline"]) == (other.id, ALMOST.hook)


def test_the_same_words_for_other_people_or_much_later_are_no_repetition(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    elsewhere = make_persona(session, workspace.community, now, key="fathers", name="爸爸")
    again(session, workspace, now, slot_at=workspace.item.slot_at + timedelta(days=91))
    column = make_column(session, elsewhere, workspace.voice, now)
    write(session, make_item(session, column, now), ALMOST, workspace.editor, now)
    assert twins_of(session, [workspace.item]) == {}


def test_what_was_put_away_unsent_repeats_nothing_and_what_went_out_does(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    other = again(session, workspace, now)
    other.state = State.ARCHIVED
    session.flush()
    assert twins_of(session, [workspace.item]) == {}
    other.published_at = now
    session.flush()
    assert list(twins_of(session, [workspace.item])) == [workspace.item.id]


def test_a_whole_queue_is_compared_in_one_query(session: Session, workspace: Workspace, now: datetime) -> None:
    bodies = ("辅食从一勺米粉开始，再换一样。", "夜里醒来先等一等，多半自己会睡回去。", "学饮杯先装温水，漏了不要紧。")
    items = [workspace.item, *(make_item(session, workspace.column, now) for _ in bodies)]
    for item, body in zip(items[1:], bodies, strict=True):
        write(session, item, Copy(hook=body[:6], body=body), workspace.editor, now)
    assert all(item.slot_at and item.current_revision.simhash for item in items)
    with reading(session.get_bind()) as statements:
        assert twins_of(session, items) == {}
    assert len(statements) == 1


def test_a_revision_keeps_its_hash_and_how_much_a_person_changed(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = workspace.item
    revision = library.edit_copy(session, item, ALMOST, version=item.version, actor=workspace.editor, now=now)
    assert int(revision.simhash, 16) == simhash(ALMOST.text())
    assert (item.revisions[0].edit_distance, revision.edit_distance) == (None, 2)


def test_texts_of_an_older_installation_get_their_hash_once(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    revision = workspace.item.current_revision
    written, revision.simhash = revision.simhash, ""
    session.flush()
    assert twins_of(session, [workspace.item]) == {}
    assert (complete_old_texts(session), revision.simhash, complete_old_texts(session)) == (1, written, 0)


def test_texts_of_an_older_installation_know_their_prompt_and_how_much_was_changed(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now)
    by_model = Provenance(WriterKind.MODEL, prompt="posts/learning.zh", prompt_version="1")
    draft = library.write_revision(session, item, COPY, provenance=by_model, author=None, now=now)
    item.state = State.DRAFT
    edited = library.edit_copy(session, item, ALMOST, version=item.version, actor=workspace.editor, now=now)
    for text in (draft, edited):
        text.simhash = text.prompt = text.prompt_version = ""
        text.edit_distance = None
    session.flush()
    complete_old_texts(session)
    assert (draft.prompt, draft.prompt_version, draft.edit_distance) == ("posts/learning.zh", "1", None)
    assert (edited.prompt, edited.edit_distance) == ("", 2)
