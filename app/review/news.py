"""What people hear of reviews and deadlines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.library.service import hands_in, keeper_of
from app.models import ContentItem, ItemEvent, NoticeKind
from app.notifications.service import tell
from app.review.deadlines import approve_by
from content_calendar.workflow import Action, State

MOST_NOTE = 200
_DECIDED = {Action.APPROVE: NoticeKind.APPROVED, Action.REQUEST_CHANGES: NoticeKind.CHANGES_REQUESTED}


def tell_waiting(session: Session, item: ContentItem, reviewer_id: int, *, now: datetime) -> None:
    """The review falls to this person; told once for each submission."""
    deadline = approve_by(item, item.community)
    _tell(
        session, [reviewer_id], NoticeKind.REVIEW_WAITING, item, key=f"waiting:{_submission(item)}", at=deadline,
        now=now,
    )


def tell_due(
    session: Session, item: ContentItem, people: Collection[int], *, step: int, at: datetime, now: datetime
) -> None:
    """The review is due `at`; told once for each `step` of a submission."""
    _tell(session, people, NoticeKind.REVIEW_OVERDUE, item, key=f"due:{_submission(item)}:{step}", at=at, now=now)


def tell_expired(session: Session, item: ContentItem, event: ItemEvent, *, now: datetime) -> None:
    """Its slot passed unapproved, says its step `event`: its keeper hears of it, and who had it for review."""
    author = keeper_of(item)
    reviewer = item.assigned_to_id if event.from_state is State.IN_REVIEW else None
    people = [person for person in (author, reviewer) if person is not None]
    key = f"expired:{item.id}:{item.sequence}"
    _tell(session, people, NoticeKind.EXPIRED, item, key=key, at=item.slot_at, now=now)


def tell_decided(session: Session, item: ContentItem, decision: ItemEvent, *, by: str = "") -> None:
    """Whoever wrote, ordered or keeps the text hears what was decided, unless they decided it; `by` is a person's name.

    `decision` has been flushed. The first yes of two is no news.
    """
    kind = _DECIDED.get(decision.action)
    if kind is not None:
        tell(
            session, _concerned(item) - {decision.actor_id}, kind,
            key=f"{kind}:{decision.id}", community_id=item.community_id, item_id=item.id, now=decision.created_at,
            params={"title": item.headline(), "by": by, "note": decision.note[:MOST_NOTE]},
        )


def _concerned(item: ContentItem) -> frozenset[int]:
    """Whose words they are, and who looks after them since somebody left."""
    keeper = keeper_of(item)
    return hands_in(item) | ({keeper} if keeper else set())


def _tell(
    session: Session, people: Collection[int], kind: NoticeKind, item: ContentItem, *, key: str, at: datetime | None,
    now: datetime,
) -> None:
    params = {"title": item.headline(), **({"at": at.isoformat()} if at else {})}
    tell(session, people, kind, key=key, community_id=item.community_id, item_id=item.id, params=params, now=now)


def _submission(item: ContentItem) -> str:
    """Names this submission of the item among all there were."""
    return f"{item.id}:{int(item.submitted_at.timestamp()) if item.submitted_at else 0}"
