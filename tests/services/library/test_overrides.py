"""What must be fixed stops a submission, unless a person writes why these very words may stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.library import service as library
from app.library.findings import blocks_review, override_of
from app.review import service as review
from content_calendar.workflow import Action, State
from tests.factories import BLOCKED_COPY, COPY, Workspace, write

REASON = "这里的空格是群游戏，让大家接着填"


def blocked(session: Session, workspace: Workspace, now: datetime) -> None:
    write(session, workspace.item, BLOCKED_COPY, workspace.editor, now)


@pytest.mark.parametrize("reason", ["", "  九个字的理由呢呢  ", "字" * 1_001, "理由里有看不见的字\x00符"])
def test_without_a_reason_that_says_something_nothing_is_handed_in(
    session: Session, workspace: Workspace, now: datetime, reason: str
) -> None:
    blocked(session, workspace, now)
    with pytest.raises(library.FindingsBlock):
        library.submit(session, workspace.item, actor=workspace.editor, now=now, in_spite_of=reason)
    assert (workspace.item.state, workspace.item.history) == (State.DRAFT, [])


def test_a_written_reason_goes_to_the_reviewers_with_what_it_overrides(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    blocked(session, workspace, now)
    item = workspace.item
    library.submit(session, item, actor=workspace.editor, now=now, in_spite_of=f" {REASON} ")
    session.expire_all()
    event, override = item.history[-1], override_of(item)
    assert (event.action, event.note, event.overridden) == (Action.SUBMIT, REASON, ["unfilled_placeholder"])
    assert override is not None
    assert (override.reason, override.by, override.codes) == (REASON, "Bob", {"unfilled_placeholder"})
    assert not blocks_review(item)


def test_what_was_overridden_can_be_approved(session: Session, workspace: Workspace, now: datetime) -> None:
    blocked(session, workspace, now)
    item = workspace.item
    library.submit(session, item, actor=workspace.editor, now=now, in_spite_of=REASON)
    review.approve(
        session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now
    )
    assert item.is_approved()


def test_an_edit_makes_the_reason_moot(session: Session, workspace: Workspace, now: datetime) -> None:
    blocked(session, workspace, now)
    item = workspace.item
    library.submit(session, item, actor=workspace.editor, now=now, in_spite_of=REASON)
    edited = replace(BLOCKED_COPY, hook="换一句开头")
    library.edit_copy(session, item, edited, version=item.version, actor=workspace.editor, now=now)
    assert override_of(item) is None
    assert blocks_review(item)
    with pytest.raises(library.FindingsBlock):
        library.submit(session, item, actor=workspace.editor, now=now)


def test_a_reason_does_not_cover_what_comes_to_be_forbidden_later(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    blocked(session, workspace, now)
    item = workspace.item
    library.submit(session, item, actor=workspace.editor, now=now, in_spite_of=REASON)
    workspace.persona.never = ["今晚见"]
    assert blocks_review(item)


def test_a_clean_text_needs_no_reason_and_keeps_none(session: Session, workspace: Workspace, now: datetime) -> None:
    item = workspace.item
    library.submit(session, item, actor=workspace.editor, now=now, in_spite_of=REASON)
    assert (item.history[-1].note, item.history[-1].overridden, override_of(item)) == ("", [], None)


def test_the_personas_never_words_block_beside_those_of_the_voice(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.persona.never = ["不说「全职很轻松」"]
    item = write(session, workspace.item, replace(COPY, body="都说全职很轻松。" + COPY.body), workspace.editor, now)
    assert blocks_review(item)
