"""Numbers as nobody should send them: each is taken, held, refused or waits, and nothing breaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.zones import zone_of
from app.feedback import correcting, imports, matching_queries, rebuild, settling
from app.feedback.callbacks import Metrics, take_metrics
from app.feedback.hours import hour_records
from app.feedback.judging import judge
from app.feedback.ledger import counts_of
from app.feedback.reading import Said
from app.feedback.service import CountsImpossible
from app.feedback.verdicts import Terms, Verdict
from app.insights.asked import asked
from app.insights.posts import board
from app.learning.learn import learn_anew
from app.models import ContentItem, FeedbackImport, FeedbackRecord, LevelWeek, PostStanding, UnmatchedReading
from content_calendar.ranking import Block
from content_calendar.vocabulary import Counter
from tests.factories import COPY, Workspace, approved, make_item, published, write
from tests.services.feedback.test_ledger import out, reading, take

MONTH = timedelta(days=30)
WORDS_OF_ANOTHER = "标题,阅读\n别人的一篇很长的笔记,70\n"


@pytest.fixture
def item(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return published(session, workspace, workspace.item, now)


def imported(session: Session, workspace: Workspace, content: str, at: datetime) -> FeedbackImport:
    """A file that was taken."""
    said: dict[str, Any] = {"actor": workspace.editor, "now": at}
    kept = imports.keep_upload(session, workspace.community, "n.csv", content.encode(), **said)
    imports.accept(session, workspace.community, kept.id, held_too=False, **said)
    return kept


def waiting(session: Session) -> list[UnmatchedReading]:
    return list(session.scalars(select(UnmatchedReading).where(UnmatchedReading.settled_at.is_(None))))


def is_proven(session: Session, workspace: Workspace) -> bool:
    """Whether a rebuild would change nothing."""
    return rebuild.rebuild(session, workspace.community, write=False).changed == 0


def test_rows_of_an_undone_file_wait_again_when_it_comes_again(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    batch_id = imported(session, workspace, WORDS_OF_ANOTHER, now).batch_id
    assert batch_id
    correcting.undo(session, workspace.community, batch_id, actor=workspace.editor, now=now)
    session.expire_all()
    assert waiting(session) == []
    imported(session, workspace, WORDS_OF_ANOTHER, now)
    assert len(waiting(session)) == 1


def test_a_file_is_kept_whatever_it_is_called(session: Session, workspace: Workspace, now: datetime) -> None:
    kept = imports.keep_upload(
        session, workspace.community, "a\0b\ud800.csv", WORDS_OF_ANOTHER.encode(), actor=workspace.editor, now=now
    )
    assert kept.filename == "ab.csv"


def test_what_was_put_aside_is_not_asked_for_again(session: Session, workspace: Workspace, now: datetime) -> None:
    batch_id = imported(session, workspace, WORDS_OF_ANOTHER, now).batch_id
    (row,) = waiting(session)
    settling.put_aside(session, workspace.community, row.id, actor=workspace.editor, now=now)
    correcting.undo(session, workspace.community, batch_id or 0, actor=workspace.editor, now=now)
    imported(session, workspace, WORDS_OF_ANOTHER, now)
    assert waiting(session) == []


def test_an_address_that_several_posts_share_tells_none(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    for post in (item, out(session, workspace, now)):
        post.published_url = "https://weibo.com/u/123"
    session.flush()
    imported(session, workspace, "链接,阅读\nhttps://weibo.com/u/123,70\n", now + MONTH)
    assert (len(waiting(session)), session.scalars(select(FeedbackRecord)).all()) == (1, [])


def test_a_reading_that_tells_one_counter_can_be_corrected(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    hour = timedelta(hours=1)
    take(session, workspace, [reading(item, now + hour, views=100)], now)
    take(session, workspace, [reading(item, now + 2 * hour, likes=50)], now)
    liked = session.scalars(select(FeedbackRecord).where(FeedbackRecord.likes == 50)).one()
    said: dict[str, Any] = {"reason": "x", "actor": workspace.editor, "now": now + MONTH}
    with pytest.raises(CountsImpossible):
        correcting.correct(session, workspace.community, liked.id, counts_of({Counter.LIKES: 101}), **said)
    correcting.correct(session, workspace.community, liked.id, counts_of({Counter.LIKES: 5}), **said)
    standing = session.get_one(PostStanding, item.id, populate_existing=True)
    assert (standing.views, standing.likes) == (100, 5)


def test_a_day_with_more_likes_than_views_can_be_corrected(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    take(session, workspace, [reading(item, now, daily=True, likes=9)], now)
    (record,) = session.scalars(select(FeedbackRecord))
    right = counts_of({Counter.LIKES: 6})
    correcting.correct(
        session, workspace.community, record.id, right, reason="x", actor=workspace.editor, now=now + MONTH
    )
    assert session.get_one(PostStanding, item.id, populate_existing=True).likes == 6


def test_a_post_without_a_slot_is_out_since_it_was_read_first(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = make_item(session, workspace.column, now, slot_at=None)
    approved(session, workspace, write(session, item, COPY, workspace.editor, now), now)
    imported(session, workspace, f"uid,日期,阅读\n{item.uid},2026-09-10,5\n{item.uid},2026-09-09,4\n", now + MONTH)
    standing = session.get_one(PostStanding, item.id)
    assert standing.out_at == datetime(2026, 9, 8, 16, tzinfo=UTC)
    assert is_proven(session, workspace)


def test_a_community_that_moves_puts_its_posts_into_other_weeks(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    sunday_in_new_york = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
    item = published(session, workspace, workspace.item, sunday_in_new_york)
    take(session, workspace, [reading(item, now + timedelta(hours=1), views=100, likes=3)], now)
    session.commit()
    learn_anew(workspace.community.id, now + MONTH)
    before = session.get_one(PostStanding, item.id, populate_existing=True).week
    workspace.community.timezone = "America/New_York"
    session.commit()
    learn_anew(workspace.community.id, now + MONTH)
    assert session.get_one(PostStanding, item.id, populate_existing=True).week == before - 1
    assert is_proven(session, workspace)
    assert {row.week for row in session.scalars(select(LevelWeek))} == {before - 1}


def test_absurd_numbers_somebody_confirmed_keep_nobody_from_learning(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    posts, most = (item, out(session, workspace, now)), 2_000_000_000
    later = now + timedelta(hours=1)
    take(session, workspace, [reading(post, later, views=most, likes=most) for post in posts], now)
    session.commit()
    learn_anew(workspace.community.id, now + MONTH)
    sums = session.scalars(select(LevelWeek.seen).where(LevelWeek.block == Block.BASE)).all()
    assert sums == [2**31 - 1]


def test_counters_that_no_column_could_hold_together_break_no_page(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    most, hour = 2_000_000_000, timedelta(hours=1)
    for one in (
        reading(item, now + hour, views=most, likes=most), reading(item, now + 30 * hour, daily=True, comments=most),
        reading(item, now + 60 * hour, daily=True, views=9, likes=most, shares=most),
    ):
        take(session, workspace, [one], now + MONTH)
    session.commit()
    learn_anew(workspace.community.id, now + MONTH)
    wish = asked(MultiDict({"counted": "1"}), workspace.community, now + timedelta(days=20))
    assert board(session, workspace.community, wish).tally.engaged.hits > 2**31
    assert any(hour_records(session, workspace.community.personas, zone_of("UTC"), now + MONTH).values())


def test_days_add_up_to_what_a_column_holds(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    days = [reading(item, now + timedelta(days=day), daily=True, views=90_000_000) for day in range(30)]
    for some in (days[20:], days[:20]):
        take(session, workspace, some, now + MONTH)
    assert session.get_one(PostStanding, item.id, populate_existing=True).views == (2**31 - 1) // 3
    assert is_proven(session, workspace)


def test_a_number_of_hundreds_of_digits_is_refused_alone(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    rows = [
        Said(line, item.uid, counts_of({Counter.VIEWS: views}), later + timedelta(minutes=line))
        for line, views in enumerate((10**400, -5, 7))
    ]
    judged = judge(session, workspace.community, rows, Terms("api", later, now + MONTH))
    assert [one.verdict for one in judged] == [Verdict.REFUSED, Verdict.REFUSED, Verdict.ACCEPTED]


def test_names_with_a_character_no_column_takes_are_no_posts(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    sent = [{"uid": "a\0b", "views": 3}, {"url": "http://example.com/\0p", "external_id": "\0", "views": 3}]
    told = Metrics.model_validate({"readings": sent})
    assert take_metrics(session, workspace.community, told, source="postiz", now=now).tally == {
        Verdict.REFUSED: 1, Verdict.UNMATCHED: 1,
    }
    with pytest.raises(settling.NoSuchPost):
        matching_queries.named(session, workspace.community, "a\0b")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "1999-12-31T00:00:00Z"])
def test_moments_outside_known_years_are_no_readings(at: str) -> None:
    with pytest.raises(ValidationError, match="out_of_range"):
        Metrics.model_validate({"readings": [{"uid": "a", "views": 3, "observed_at": at}]})


def test_an_identifier_of_ours_outweighs_the_link_of_another_post(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    other = out(session, workspace, now)
    other.published_url = "https://example.com/other"
    session.flush()
    told = Metrics.model_validate({"readings": [{"uid": item.uid, "url": other.published_url, "views": 3}]})
    take_metrics(session, workspace.community, told, source="postiz", now=now + timedelta(hours=1))
    assert session.scalars(select(FeedbackRecord.item_id)).all() == [item.id]


def test_a_counter_that_falls_within_one_file_is_held_back(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    told = (500, 50, 510)
    rows = [
        Said(day, item.uid, counts_of({Counter.VIEWS: views}), now + timedelta(days=day))
        for day, views in enumerate(told, start=1)
    ]
    judged = judge(session, workspace.community, rows[::-1], Terms("csv", now, now + MONTH))
    assert [one.verdict for one in judged] == [Verdict.ACCEPTED, Verdict.HELD, Verdict.ACCEPTED]
    assert "50" in judged[1].reason
