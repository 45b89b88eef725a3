"""The record of a prompt: drafts, first looks, editing and reactions, counted on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.copywriter.brief import Provenance
from app.feedback.weeks import week_of
from app.library import service as library
from app.models import ContentItem, PostStanding
from app.prompt_library.records import ENOUGH, Record, records
from app.review import service as review
from content_calendar.content import Copy
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, in_review, make_item
from tests.prompts import KEY


def drafted(session: Session, workspace: Workspace, now: datetime, version: str = "1") -> ContentItem:
    """An item a model has just written with a version of the prompt."""
    item = make_item(session, workspace.column, now)
    origin = Provenance(writer=WriterKind.MODEL, prompt=KEY, prompt_version=version)
    library.write_revision(session, item, COPY, provenance=origin, author=None, now=now)
    item.state = State.DRAFT
    session.flush()
    return item


def longer(session: Session, workspace: Workspace, item: ContentItem, characters: int, now: datetime) -> None:
    """A person adds to the text."""
    present = item.current_revision
    assert present is not None
    copy: Copy = replace(present.copy(), body=present.body + "好" * characters)
    library.edit_copy(session, item, copy, version=item.version, actor=workspace.editor, now=now)


def approve(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> None:
    in_review(session, workspace, item, now)
    review.approve(session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now)


def read(session: Session, item: ContentItem, now: datetime, **counts: int) -> None:
    """What the ledger says of a post."""
    session.add(PostStanding(
        item_id=item.id, community_id=item.community_id, persona_id=item.persona_id, out_at=now,
        week=week_of(now.date()),
        observed_at=now, **counts,
    ))
    session.flush()


def test_without_drafts_there_is_no_record(session: Session) -> None:
    assert records(session, [KEY], by_version=True) == {}


@pytest.mark.usefixtures("workspace")
def test_words_of_people_are_no_drafts(session: Session) -> None:
    assert records(session, [KEY]) == {}


def test_each_version_has_a_record_of_its_own(session: Session, workspace: Workspace, now: datetime) -> None:
    approve(session, workspace, drafted(session, workspace, now), now)
    drafted(session, workspace, now, version="#1")
    found = records(session, [KEY], by_version=True)
    assert found == {
        (KEY, ""): Record(drafts=2, decided=1, approved=1, compared=1),
        (KEY, "1"): Record(drafts=1, decided=1, approved=1, compared=1), (KEY, "#1"): Record(drafts=1),
    }


def test_only_the_first_look_counts(session: Session, workspace: Workspace, now: datetime) -> None:
    item = drafted(session, workspace, now)
    in_review(session, workspace, item, now)
    review.request_changes(
        session, item.community_id, item.id, version=item.version, reason="再短些", actor=workspace.reviewer, now=now
    )
    longer(session, workspace, item, 3, now)
    approve(session, workspace, item, now)
    record = records(session, [KEY])[KEY, ""]
    assert (record.decided, record.approved) == (1, 0)


def test_editing_is_the_median_of_what_people_changed(session: Session, workspace: Workspace, now: datetime) -> None:
    for characters in (0, 4, 10, 30):
        item = drafted(session, workspace, now)
        for part in (characters // 2, characters - characters // 2):
            if part:
                longer(session, workspace, item, part, now)
        approve(session, workspace, item, now)
    record = records(session, [KEY])[KEY, ""]
    assert (record.compared, record.distance) == (4, 7.0)


def test_what_came_back_for_an_item_counts_once(session: Session, workspace: Workspace, now: datetime) -> None:
    item = drafted(session, workspace, now)
    read(session, item, now, views=200, likes=20, comments=3, shares=1)
    record = records(session, [KEY])[KEY, ""]
    assert (record.posts, record.seen, record.engaged) == (1, 200, 24)


def test_few_texts_say_nothing() -> None:
    few = Record(decided=ENOUGH - 1, approved=1, compared=ENOUGH - 1, posts=ENOUGH - 1, seen=9, engaged=1)
    enough = Record(decided=ENOUGH, approved=9, compared=ENOUGH, distance=4, posts=ENOUGH, seen=100, engaged=7)
    assert (few.approval, few.edits, few.engagement) == (None, None, None)
    assert (enough.approval, enough.edits, enough.engagement) == (0.9, 4, 0.07)
    assert Record(posts=ENOUGH).engagement is None
