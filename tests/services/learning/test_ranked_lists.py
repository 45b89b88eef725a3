"""The ranked lists: what worked first, what promises most next, with reasons for what is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.learning.learn import learn_anew
from app.learning.ranked import PAGE, published, upcoming
from app.learning.uses import uses_at
from app.models import Column, ContentItem, GoalWeights
from content_calendar.vocabulary import Counter, Goal
from tests.factories import COPY, Workspace, approved, make_column, make_item, write
from tests.services.learning.standings import BADLY, WELL, stand

DAY = timedelta(days=1)


def out(
    session: Session, column: Column, now: datetime, counts: dict[Counter, int], *, days: int = 20, **fields: object
) -> ContentItem:
    """A post of the column that went out some days ago, with its final numbers."""
    item = make_item(session, column, now, slot_at=now - days * DAY, **fields)
    stand(session, item, counts, out_at=now - days * DAY, read_at=now - (days - 8) * DAY)
    return item


def coming(session: Session, workspace: Workspace, now: datetime, **fields: object) -> ContentItem:
    """An approved post two weeks ahead."""
    fields = {"slot_at": now + 14 * DAY} | fields
    item = write(session, make_item(session, workspace.column, now, **fields), COPY, workspace.editor, now)
    return approved(session, workspace, item, now)


def test_what_members_liked_ranks_above_what_they_did_not(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    liked = out(session, workspace.column, now, dict(WELL))
    ignored = out(session, workspace.column, now, dict(BADLY))
    learn_anew(workspace.community.id, now)
    page = published(session, workspace.community)
    assert [place.item_id for place in page.places] == [liked.id, ignored.id]
    assert page.places[0].low < page.places[0].mean < page.places[0].high
    assert all(place.is_learned and place.reasons for place in page.places)
    assert (page.seen, page.engaged, page.known) == (2000, 128, 2)


def test_upcoming_items_follow_the_column_that_worked(session: Session, workspace: Workspace, now: datetime) -> None:
    dull = make_column(session, workspace.persona, workspace.voice, now, key="dull", name="公告")
    for days in range(20, 26):
        out(session, workspace.column, now, dict(WELL), days=days)
        out(session, dull, now, dict(BADLY), days=days)
    boring, promising = (coming(session, workspace, now, column_id=one.id) for one in (dull, workspace.column))
    learn_anew(workspace.community.id, now)
    page = upcoming(session, workspace.community)
    assert [place.item_id for place in page.places] == [promising.id, boring.id]
    assert all(place.counts is None and place.reasons for place in page.places)


def test_before_anything_was_learned_the_lists_say_so_and_guess(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    out(session, workspace.column, now, dict(WELL))
    coming(session, workspace, now)
    for page in (published(session, workspace.community), upcoming(session, workspace.community)):
        assert (page.learned_at, page.known, page.is_first_guess) == (None, 0, True)
        assert not any(place.is_learned for place in page.places)
        assert len(page.places) == 1


def test_a_goal_ranks_by_its_own_weights(session: Session, workspace: Workspace, now: datetime) -> None:
    chatty = make_column(session, workspace.persona, workspace.voice, now, key="chatty", name="闲聊")
    selling = make_column(session, workspace.persona, workspace.voice, now, key="selling", name="上新")
    for days in range(20, 28):
        out(session, chatty, now, {Counter.VIEWS: 1000, Counter.LIKES: 150, Counter.CLICKS: 2}, days=days)
        out(session, selling, now, {Counter.VIEWS: 1000, Counter.LIKES: 50, Counter.CLICKS: 40}, days=days)
    goals = {"goal": Goal.CONVERT}
    talk, sale = (coming(session, workspace, now, column_id=one.id, **goals) for one in (chatty, selling))
    learn_anew(workspace.community.id, now)
    assert [place.item_id for place in upcoming(session, workspace.community).places] == [sale.id, talk.id]
    session.add(GoalWeights(
        community_id=workspace.community.id, goal=Goal.CONVERT, version=1, engage=1, act=0, harm=10, created_at=now
    ))  # fmt: skip
    session.flush()
    assert [place.item_id for place in upcoming(session, workspace.community).places] == [talk.id, sale.id]


def test_a_list_goes_on_page_by_page(session: Session, workspace: Workspace, now: datetime) -> None:
    for number in range(PAGE + 1):
        out(session, workspace.column, now, {Counter.VIEWS: 1000, Counter.LIKES: number})
    learn_anew(workspace.community.id, now)
    first, last = published(session, workspace.community), published(session, workspace.community, page=99)
    assert (first.number, first.pages, len(first.places)) == (1, 2, PAGE)
    assert (last.number, [place.number for place in last.places]) == (2, [PAGE + 1])
    assert published(session, workspace.elsewhere).total == 0


def test_uses_are_those_of_the_same_column_in_the_last_28_days(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    other = make_column(session, workspace.persona, workspace.voice, now, key="other", name="别的")
    for column, days in ((workspace.column, 1), (workspace.column, 27), (workspace.column, 29), (other, 3)):
        out(session, column, now, dict(WELL), days=days)
    moment = (workspace.persona.id, workspace.column.id, now)
    later = (workspace.persona.id, workspace.column.id, now + 400 * DAY)
    assert uses_at(session, [moment, later]) == {moment: 2, later: 0}
    many = [(workspace.persona.id, workspace.column.id, now - number * 60 * DAY) for number in range(150)]
    assert uses_at(session, many)[many[0]] == 2
