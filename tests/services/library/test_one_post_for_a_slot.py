"""Of several approved posts for one slot none leaves until one is left; the first that left holds the slot."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.exports import feeds
from app.exports import service as exports
from app.exports.service import Wish, compile_export, dry_run
from app.library import service as library
from app.models import ContentItem, FeedToken
from app.review import service as review
from content_calendar.content import Copy
from content_calendar.exporters.profile import refused
from content_calendar.exporters.registry import profile
from content_calendar.vocabulary import Language, Platform
from content_calendar.workflow import Action, State
from tests.factories import COPY, Workspace, approved, in_review, make_item, write

OTHER = Copy(hook="夜里醒三次，先看白天", body="白天睡得太晚，夜里就容易醒。先把最后一觉提前半小时。")


@pytest.fixture
def first(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    item = make_item(session, workspace.column, now)
    return approved(session, workspace, write(session, item, COPY, workspace.editor, now), now)


@pytest.fixture
def second(session: Session, workspace: Workspace, first: ContentItem, now: datetime) -> ContentItem:
    """Another text for the slot of the first, in review."""
    item = make_item(session, workspace.column, now, slot_at=first.slot_at)
    return in_review(session, workspace, write(session, item, OTHER, workspace.editor, now), now)


def _approve(session: Session, workspace: Workspace, item: ContentItem, now: datetime) -> None:
    review.approve(session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now)


def _plan(session: Session, workspace: Workspace, now: datetime, *only: ContentItem) -> exports.DryRun:
    wish = Wish(profile("generic_csv"), now, now + timedelta(days=30), only=frozenset(item.id for item in only))
    return dry_run(session, workspace.community, wish, now=now, lock=True)


def _export(session: Session, workspace: Workspace, plan: exports.DryRun, now: datetime) -> None:
    compile_export(
        session, workspace.community, plan, persona=None, language=Language.ZH, actor=workspace.editor, now=now
    )


def _in_feed(session: Session, workspace: Workspace, now: datetime) -> set[str]:
    feed = FeedToken(community_id=workspace.community.id, user_id=workspace.bob.id, token_hash="x", created_at=now)
    session.add(feed)
    session.flush()
    found = {entry.uid for entry in feeds.entries_of(session, feed, now=now)}
    session.delete(feed)
    return found


def test_a_text_in_review_keeps_no_approved_one_from_leaving(
    session: Session, workspace: Workspace, first: ContentItem, second: ContentItem, now: datetime
) -> None:
    assert [row.item for row in _plan(session, workspace, now).leaving] == [first]


def test_two_approved_ones_keep_each_other_even_when_one_alone_is_asked_for(
    session: Session, workspace: Workspace, first: ContentItem, second: ContentItem, now: datetime
) -> None:
    looked_at = _plan(session, workspace, now, first)
    _approve(session, workspace, second, now)
    for chosen in ([first, second], [first], [second]):
        plan = _plan(session, workspace, now, *chosen)
        assert plan.leaving == ()
        assert len(refused(finding for row in plan.rows for finding in row.findings)) == len(chosen)
    assert _in_feed(session, workspace, now) == set()
    with pytest.raises(library.SlotContested):
        _export(session, workspace, looked_at, now)


def test_who_left_first_holds_the_slot(
    session: Session, workspace: Workspace, first: ContentItem, second: ContentItem, now: datetime
) -> None:
    _export(session, workspace, _plan(session, workspace, now), now)
    _approve(session, workspace, second, now)
    assert _plan(session, workspace, now, second).leaving == ()
    assert _in_feed(session, workspace, now) == {f"{first.uid}@qunbi"}
    with pytest.raises(library.SlotContested):
        library.require_slot(session, second)


def test_another_platform_or_minute_is_another_slot(
    session: Session, workspace: Workspace, first: ContentItem, now: datetime
) -> None:
    assert first.slot_at
    for differs in ({"platform": Platform.MOMENTS}, {"slot_at": first.slot_at + timedelta(minutes=1)}):
        item = make_item(session, workspace.column, now, **{"slot_at": first.slot_at} | differs)
        approved(session, workspace, write(session, item, OTHER, workspace.editor, now), now)
    assert len(_plan(session, workspace, now).leaving) == 3


def test_a_move_taken_back_does_not_bring_a_second_one_into_a_slot_that_was_given_away(
    session: Session, workspace: Workspace, first: ContentItem, second: ContentItem, now: datetime
) -> None:
    from app.library.moving_back import move_back

    _export(session, workspace, _plan(session, workspace, now), now)
    slot = first.slot_at
    assert slot
    library.reschedule(
        session, first, slot + timedelta(hours=1), version=first.version, actor=workspace.editor, now=now
    )
    _approve(session, workspace, second, now)
    _export(session, workspace, _plan(session, workspace, now, second), now)
    move_back(session, first, slot, version=first.version, actor=workspace.editor, now=now)
    assert (first.state, first.is_approved()) == (State.DRAFT, False)


def test_once_the_rival_is_archived_the_other_leaves(
    session: Session, workspace: Workspace, first: ContentItem, second: ContentItem, now: datetime
) -> None:
    _approve(session, workspace, second, now)
    library.advance(session, first, Action.ARCHIVE, actor=workspace.editor, now=now)
    assert [row.item for row in _plan(session, workspace, now).leaving] == [second]
