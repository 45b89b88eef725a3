"""Uses of reply templates and what became of them: counted once, summed at once, belonging to who took them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import NotFound
from app.library import service as library
from app.models import ContentItem, ReplyOutcome, ReplyTemplate, ReplyUse
from app.replies import service
from app.replies.cards import Card
from app.reply_desk import uses
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario
from tests.factories import Workspace, approved

WORDS = Copy(hook="{昵称}，觉得贵很正常。", body="家里那个还够用就先不买，真要换了再来找我。")
CARD = Card(scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), variables=(Variable(name="昵称"),))


@pytest.fixture
def answer(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    item = service.create(session, workspace.community, CARD, WORDS, actor=workspace.editor, now=now)
    return approved(session, workspace, item, now)


def take(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime, key: str = "k1",
    actor: Actor | None = None, edit_distance: int = 0,
) -> ReplyUse:
    return uses.note(
        session, workspace.community, item, member_state=MemberState.LOYAL, edit_distance=edit_distance, key=key,
        actor=actor or workspace.editor, now=now,
    )


def sums(session: Session, item: ContentItem) -> tuple[int, int, int, int, int]:
    card = session.get_one(ReplyTemplate, item.id)
    return card.uses, card.edited, card.helped, card.unanswered, card.escalated


def test_the_same_key_is_the_same_use(
    session: Session, workspace: Workspace, answer: ContentItem, now: datetime
) -> None:
    first = take(session, workspace, answer, now, edit_distance=4)
    again = take(session, workspace, answer, now + timedelta(minutes=1), edit_distance=9)
    assert again is first
    assert (first.edit_distance, first.revision_id) == (4, answer.current_revision_id)
    assert sums(session, answer) == (1, 1, 0, 0, 0)
    card = session.get_one(ReplyTemplate, answer.id)
    assert card.last_used_at == now


def test_a_key_belongs_to_who_pressed_it(
    session: Session, workspace: Workspace, answer: ContentItem, now: datetime
) -> None:
    mine = take(session, workspace, answer, now)
    theirs = take(session, workspace, answer, now, actor=workspace.reviewer)
    assert mine.id != theirs.id
    with pytest.raises(NotFound):
        uses.get_use(session, workspace.community, mine.id, actor=workspace.reviewer)


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_a_use_needs_a_key(
    session: Session, workspace: Workspace, answer: ContentItem, now: datetime, key: str
) -> None:
    with pytest.raises(uses.KeyMissing):
        take(session, workspace, answer, now, key=key)


def test_an_outcome_said_twice_counts_once_and_may_be_said_otherwise(
    session: Session, workspace: Workspace, answer: ContentItem, now: datetime
) -> None:
    use = take(session, workspace, answer, now)
    assert uses.settle(session, use, ReplyOutcome.HELPED, now=now)
    assert not uses.settle(session, use, ReplyOutcome.HELPED, now=now)
    assert sums(session, answer) == (1, 0, 1, 0, 0)
    assert uses.settle(session, use, ReplyOutcome.ESCALATED, now=now)
    assert sums(session, answer) == (1, 0, 0, 0, 1)
    assert uses.settle(session, use, None, now=now)
    assert sums(session, answer) == (1, 0, 0, 0, 0)
    assert use.outcome_at is None


def test_what_nobody_approved_or_is_over_cannot_be_taken(
    session: Session, workspace: Workspace, answer: ContentItem, now: datetime
) -> None:
    assert answer.reply
    answer.reply.expires_on = now.date() - timedelta(days=1)
    with pytest.raises(uses.TemplateExpired):
        take(session, workspace, answer, now)
    draft = service.create(session, workspace.community, CARD, WORDS, actor=workspace.editor, now=now)
    with pytest.raises(library.NotApproved):
        take(session, workspace, draft, now)
    with pytest.raises(NotFound):
        uses.note(session, workspace.elsewhere, answer, key="k", actor=workspace.editor, now=now)
    assert session.scalar(select(func.count()).select_from(ReplyUse)) == 0
