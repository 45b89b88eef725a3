"""Readings that turn out wrong: taken out, corrected, undone together, and what a rebuild says to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.feedback import correcting, rebuild
from app.feedback.ledger import Taken, counts_of
from app.models import AuditEntry, ContentItem, FeedbackBatch, FeedbackRecord, PostStanding
from content_calendar.vocabulary import Counter
from tests.factories import Workspace, published
from tests.services.feedback.test_ledger import out, reading, standings, take


@pytest.fixture
def item(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """A post with two readings."""
    post = published(session, workspace, workspace.item, now)
    take(session, workspace, [reading(post, now + timedelta(hours=hour), views=100 * hour) for hour in (1, 2)], now)
    return post


def views(session: Session, item: ContentItem) -> int | None:
    """How often it was seen, None without a standing."""
    return session.scalar(select(PostStanding.views).where(PostStanding.item_id == item.id))


def records(session: Session) -> list[FeedbackRecord]:
    return list(session.scalars(select(FeedbackRecord).order_by(FeedbackRecord.id)))


def test_what_is_taken_out_counts_no_more(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    first, second = records(session)
    said: dict[str, Any] = {"reason": "看错了", "actor": workspace.editor, "now": now}
    assert correcting.void(session, workspace.community, [second.id], **said) == 1
    assert views(session, item) == 100
    assert correcting.void(session, workspace.community, [first.id, second.id], **said) == 1
    assert views(session, item) is None
    again = reading(item, second.observed_at, views=200)
    assert take(session, workspace, [again], now).known == 1
    assert views(session, item) is None, "what was found wrong does not return with the same file"
    assert rebuild.rebuild(session, workspace.community).changed == 0


def test_a_correction_counts_in_the_place_of_what_was_wrong(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    wrong = records(session)[1]
    later = now + timedelta(days=1)
    counts = counts_of({Counter.VIEWS: 190, Counter.LIKES: 4})
    right = correcting.correct(
        session, workspace.community, wrong.id, counts, reason="少看一位", actor=workspace.editor, now=later
    )
    standing = session.get_one(PostStanding, item.id)
    assert (standing.views, standing.likes, standing.readings) == (190, 4, 2)
    with pytest.raises(correcting.VoidedBefore):
        correcting.correct(
            session, workspace.community, wrong.id, counts, reason="x", actor=workspace.editor, now=later
        )
    back = correcting.correct(
        session, workspace.community, right.id, counts_of({Counter.VIEWS: 200}), reason="原来没错",
        actor=workspace.editor, now=later,
    )
    session.expire_all()
    assert (views(session, item), back.observed_at) == (200, wrong.observed_at)


def test_a_batch_is_undone_as_a_whole_and_may_come_again(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    (batch,) = session.scalars(select(FeedbackBatch))
    readings = [reading(item, record.observed_at, views=record.views) for record in records(session)]
    assert correcting.undo(session, workspace.community, batch.id, actor=workspace.editor, now=now) == 2
    assert views(session, item) is None
    with pytest.raises(correcting.UndoneBefore):
        correcting.undo(session, workspace.community, batch.id, actor=workspace.editor, now=now)
    assert take(session, workspace, readings, now).taken == 2
    assert views(session, item) == 200
    session.commit()
    assert "feedback_batch.undo" in set(session.scalars(select(AuditEntry.action)))


def test_a_correction_needs_a_reason_and_numbers_of_ones_own_community(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    record = records(session)[0]
    said: dict[str, Any] = {"actor": workspace.editor, "now": now + timedelta(days=1)}
    with pytest.raises(correcting.ReasonMissing):
        correcting.void(session, workspace.community, [record.id], reason=" ", **said)
    same = counts_of({Counter.VIEWS: 100})
    with pytest.raises(correcting.NothingCorrected):
        correcting.correct(session, workspace.community, record.id, same, reason="x", **said)
    with pytest.raises(NotFound):
        correcting.void(session, workspace.elsewhere, [record.id], reason="x", **said)
    with pytest.raises(NotFound):
        correcting.undo(session, workspace.elsewhere, record.batch_id or 0, **said)


def test_a_rebuild_finds_and_puts_right_what_differs(
    session: Session, workspace: Workspace, runner: FlaskCliRunner, item: ContentItem, now: datetime
) -> None:
    other = out(session, workspace, now)
    take(session, workspace, [reading(other, now, views=5)], now)
    right = standings(session)
    session.execute(update(PostStanding).where(PostStanding.item_id == item.id).values(views=7))
    session.execute(delete(PostStanding).where(PostStanding.item_id == other.id))
    session.commit()
    checked = runner.invoke(args=["feedback", "rebuild", "--check"])
    assert (checked.exit_code, checked.output.splitlines()[0]) == (1, "2 posts replayed, 2 differed")
    assert runner.invoke(args=["feedback", "rebuild"]).output == "2 posts replayed, 2 differed\n"
    assert runner.invoke(args=["feedback", "rebuild", "--check"]).exit_code == 0
    session.expire_all()
    assert standings(session) == right


def test_the_ledger_of_an_older_installation_gets_its_standings(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    right = standings(session)
    for number, record in enumerate(records(session)):
        record.idempotency_key, record.reported = f"{number:064x}", 0b1111111111
    session.execute(delete(PostStanding))
    session.flush()
    assert rebuild.complete_old_ledger(session) == 1
    assert standings(session)[item.id]["views"] == right[item.id]["views"]
    assert rebuild.complete_old_ledger(session) == 0
    told_anew = counts_of({counter: 200 if counter is Counter.VIEWS else 0 for counter in Counter})
    assert all(len(record.idempotency_key) < 64 for record in records(session))
    assert records(session)[1].idempotency_key == Taken(item.id, now + timedelta(hours=2), told_anew, "test").key
