"""Evergreens return to open slots when they have rested, through review, and can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.choices import evergreens, picking, undoing
from app.choices.offers import Match, Offer, Range, offers
from app.choices.refusals import ChoiceStands, NothingToPick, NotOutYet, PicksChanged
from app.library import service as library
from app.models import Choice, ContentItem
from app.review import service as review
from app.review.service import OwnCopy
from content_calendar.content import Copy
from content_calendar.vocabulary import Form, Value
from content_calendar.workflow import Action, State
from tests.factories import COPY, Workspace, approved, make_item, write

OTHER = Copy(hook="夜里醒三次，先看白天", body="白天睡得太晚，夜里就容易醒。先把最后一觉提前半小时。")


@pytest.fixture
def span(now: datetime) -> Range:
    return Range(now, now + timedelta(days=14))


def _evergreen(
    session: Session, workspace: Workspace, now: datetime, words: Copy = COPY, *, days_ago: int = 90, **fields: object
) -> ContentItem:
    """A post that went out so many days ago and may return."""
    then = now - timedelta(days=days_ago)
    item = make_item(session, workspace.column, then - timedelta(days=1), slot_at=then, **fields)
    write(session, item, words, workspace.editor, then - timedelta(days=1))
    approved(session, workspace, item, then - timedelta(days=1))
    library.mark_published(session, item, url="", actor=workspace.editor, now=then)
    return evergreens.mark(
        session, workspace.community, item.id, evergreen=True, version=item.version, actor=workspace.editor, now=now
    )


def _offers(session: Session, workspace: Workspace, span: Range, now: datetime) -> list[Offer]:
    return offers(session, workspace.community, span, now=now)


def _pick(session: Session, workspace: Workspace, span: Range, now: datetime) -> list[Choice]:
    seen = picking.digest(_offers(session, workspace, span, now))
    return picking.pick_all(session, workspace.community, span, seen, actor=workspace.editor, now=now)


def _several(session: Session, workspace: Workspace, now: datetime) -> None:
    """Five posts that may return, each as likely to be drawn as any other."""
    workspace.community.control_percent = 100
    for number in range(5):
        words = Copy(hook=f"第{number}招，先看白天", body=OTHER.body)
        _evergreen(session, workspace, now, words, days_ago=80 + number)


def _open_slots(session: Session, workspace: Workspace, now: datetime, count: int) -> list[ContentItem]:
    return [
        make_item(session, workspace.column, now, uid=f"{number:032}", slot_at=now + timedelta(days=7 + number))
        for number in range(count)
    ]


def _drawn(found: list[Offer]) -> dict[int, int | None]:
    """The post whose words were drawn, by the slot's."""
    return {offer.post.id: offer.source.id if offer.source else None for offer in found}


def test_only_what_members_have_seen_can_return(session: Session, workspace: Workspace, now: datetime) -> None:
    with pytest.raises(NotOutYet):
        evergreens.mark(
            session, workspace.community, workspace.item.id, evergreen=True, version=workspace.item.version,
            actor=workspace.editor, now=now,
        )


def test_rested_words_fill_an_open_slot_and_wait_for_review(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    old, post = _evergreen(session, workspace, now), make_item(session, workspace.column, now)
    (choice,) = _pick(session, workspace, span, now)
    assert post.current_revision
    assert post.current_revision.copy() == COPY
    assert (post.state, post.is_approved(), post.returns_id) == (State.IN_REVIEW, False, old.id)
    assert post.current_revision.provenance["taken_from"] == old.id
    assert (choice.item_id, choice.source_id, choice.slot_at) == (post.id, old.id, post.slot_at)
    with pytest.raises(library.NotApproved):
        library.require_approved(post)


def test_who_wrote_the_words_once_cannot_approve_their_return(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _evergreen(session, workspace, now)
    post = make_item(session, workspace.column, now)
    seen = picking.digest(_offers(session, workspace, span, now))
    picking.pick_all(session, workspace.community, span, seen, actor=workspace.admin, now=now)
    assert library.hands_in(post) == {workspace.bob.id, workspace.alice.id}
    with pytest.raises(OwnCopy):
        review.approve(
            session, workspace.community.id, post.id, version=post.version, actor=workspace.admin, now=now
        )


@pytest.mark.parametrize(("days_ago", "match"), [(52, Match.NONE), (53, Match.SAME_KIND)])
def test_words_rest_so_many_days(
    session: Session, workspace: Workspace, span: Range, now: datetime, days_ago: int, match: Match
) -> None:
    """The slot is a week ahead, the rest sixty days."""
    _evergreen(session, workspace, now, days_ago=days_ago)
    make_item(session, workspace.column, now)
    (offer,) = _offers(session, workspace, span, now)
    assert (offer.match, offer.resting) == (match, int(match is Match.NONE))


def test_words_picked_for_one_slot_rest_before_the_next(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _evergreen(session, workspace, now)
    first, second = _open_slots(session, workspace, now, 2)
    (choice,) = _pick(session, workspace, span, now)
    assert (choice.item_id, second.state) == (first.id, State.PLANNED)
    (left,) = _offers(session, workspace, span, now)
    assert left.match is Match.NONE


def test_which_days_are_asked_for_changes_no_draw(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _several(session, workspace, now)
    slots = _open_slots(session, workspace, now, 4)
    whole = _drawn(_offers(session, workspace, span, now))
    assert len(set(whole.values())) == 4
    for start in slots:
        narrow = Range(start.slot_at or now, span.end, workspace.column.persona_id)
        later = _drawn(_offers(session, workspace, narrow, now + timedelta(hours=5)))
        assert later == {post_id: whole[post_id] for post_id in later}
        assert start.id in later


def test_a_slot_that_is_undone_or_moved_by_an_hour_throws_no_new_dice(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _several(session, workspace, now)
    (post,) = _open_slots(session, workspace, now, 1)
    first = _drawn(_offers(session, workspace, span, now))
    for hours in range(1, 12):
        post.slot_at = now + timedelta(days=7, hours=hours)
        session.flush()
        (choice,) = _pick(session, workspace, span, now)
        assert {post.id: choice.source_id} == first
        undoing.undo(session, workspace.community, [choice.id], actor=workspace.editor, now=now)


def test_what_was_planned_for_the_slot_is_kept(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _evergreen(session, workspace, now, value=Value.BENEFIT)
    poll = _evergreen(session, workspace, now, OTHER, form=Form.POLL)
    make_item(session, workspace.column, now)
    (offer,) = _offers(session, workspace, span, now)
    assert (offer.match, offer.source) == (Match.SAME_VALUE, poll)


def test_chances_add_up_and_the_same_look_picks_the_same(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _evergreen(session, workspace, now)
    _evergreen(session, workspace, now, OTHER, days_ago=80)
    make_item(session, workspace.column, now)
    (first,), (again,) = (_offers(session, workspace, span, now) for _time in range(2))
    assert first.drawn
    assert sum(one.propensity for one in first.drawn.ranking) == pytest.approx(1)
    assert first.source == again.source
    (choice,) = _pick(session, workspace, span, now)
    assert first.pick
    assert (choice.propensity, choice.pick) == (first.pick.propensity, first.pick.pick)


def test_what_was_not_looked_at_is_not_picked(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _evergreen(session, workspace, now)
    make_item(session, workspace.column, now)
    with pytest.raises(PicksChanged):
        picking.pick_all(session, workspace.community, span, "x", actor=workspace.editor, now=now)


def test_with_no_evergreen_nothing_is_picked(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    make_item(session, workspace.column, now)
    with pytest.raises(NothingToPick):
        _pick(session, workspace, span, now)


def test_an_undone_pick_leaves_the_slot_open_as_before(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    _evergreen(session, workspace, now)
    post = make_item(session, workspace.column, now)
    (choice,) = _pick(session, workspace, span, now)
    undoing.undo(session, workspace.community, [choice.id], actor=workspace.editor, now=now)
    assert (post.state, post.current_revision, post.returns_id, post.reasons) == (State.PLANNED, None, None, [])
    (offer,) = _offers(session, workspace, span, now)
    assert offer.source
    assert offer.source.id == choice.source_id


def test_an_approved_return_is_not_undone(session: Session, workspace: Workspace, span: Range, now: datetime) -> None:
    _evergreen(session, workspace, now)
    post = make_item(session, workspace.column, now)
    (choice,) = _pick(session, workspace, span, now)
    review.approve(
        session, workspace.community.id, post.id, version=post.version, actor=workspace.reviewer, now=now
    )
    with pytest.raises(ChoiceStands):
        undoing.undo(session, workspace.community, [choice.id], actor=workspace.editor, now=now)
    assert (post.state, choice.undone_at) == (State.APPROVED, None)


def test_an_archived_return_is_no_use_of_the_words(
    session: Session, workspace: Workspace, span: Range, now: datetime
) -> None:
    old = _evergreen(session, workspace, now)
    post = make_item(session, workspace.column, now)
    _pick(session, workspace, span, now)
    assert len(evergreens.times_of(session, [old])[old.id]) == 2
    library.advance(session, post, Action.WITHDRAW, actor=workspace.editor, now=now)
    library.advance(session, post, Action.ARCHIVE, actor=workspace.editor, now=now)
    assert len(evergreens.times_of(session, [old])[old.id]) == 1
