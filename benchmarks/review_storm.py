"""Eight reviewers approve from one queue at the same time; afterwards the database is asked what became of it."""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import func, select

from app.audit.verifying import verify
from app.core.database import db
from app.models import ContentItem, ItemEvent
from benchmarks.report import Figure
from benchmarks.review_posts import Queue
from content_calendar.workflow import Action, State
from tests.browser import Visitor

REVIEWERS, SECONDS = 8, 60.0
_TWICE_EVERY = 10
"""One post in so many is given to two reviewers at once: one of them comes too late, and has to be told so."""
_YES, _TOO_LATE = 303, 409


@dataclass(slots=True)
class Tally:
    """What the reviewers were answered, by status, and the posts they were told they had approved."""

    answers: Counter[int] = field(default_factory=Counter)
    approved: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, item_id: int, status: int) -> None:
        with self.lock:
            self.answers[status] += 1
            if status == _YES:
                self.approved.append(item_id)


def figures(app: Flask, kind: str, queue: Queue, visitors: list[Visitor]) -> Iterator[Figure]:
    """A minute of approvals, then what is lost, double or wrong."""
    tally, turns = Tally(), _turns(queue)
    until = time.monotonic() + SECONDS
    hands = [threading.Thread(target=_approve, args=(one, queue, turns, tally, until)) for one in visitors]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    with app.app_context():
        lost, double = _lost(tally), _double()
        broken = verify(db.session).damage
    errors = sum(count for status, count in tally.answers.items() if status not in (_YES, _TOO_LATE))
    yield Figure(f"{REVIEWERS} reviewers at once, approvals, {kind}", len(tally.approved) / SECONDS, "/s")
    yield Figure(f"{REVIEWERS} reviewers at once, refused as too late, {kind}", tally.answers[_TOO_LATE], "")
    yield Figure(f"{REVIEWERS} reviewers at once, lost, {kind}", lost, "", "≤", 0)
    yield Figure(f"{REVIEWERS} reviewers at once, double, {kind}", double, "", "≤", 0)
    yield Figure(f"{REVIEWERS} reviewers at once, errors, {kind}", errors, "", "≤", 0)
    yield Figure(f"audit chain broken after it, {kind}", float(broken is not None), "", "≤", 0)


def _turns(queue: Queue) -> Iterator[int]:
    """The posts in the order they are taken, some of them twice in a row."""
    return itertools.chain.from_iterable((item_id,) * (1 + (item_id % _TWICE_EVERY == 0)) for item_id in queue.waiting)


_taking = threading.Lock()


def _approve(visitor: Visitor, queue: Queue, turns: Iterator[int], tally: Tally, until: float) -> None:
    while time.monotonic() < until:
        with _taking:
            item_id = next(turns, None)
        if item_id is None:
            return
        answer = visitor.post(f"/c/{queue.community_id}/items/{item_id}/approve", data={"version": "1"})
        tally.note(item_id, answer.status_code)


def _lost(tally: Tally) -> int:
    """Posts that somebody was told are approved and that are not."""
    approved = select(ContentItem.id).where(ContentItem.state == State.APPROVED)
    return len(set(tally.approved) - set(db.session.scalars(approved)))


def _double() -> int:
    """Approvals beyond the first in the history of a post."""
    steps = select(func.count()).where(ItemEvent.action == Action.APPROVE).group_by(ItemEvent.item_id)
    return sum(count - 1 for count in db.session.scalars(steps))
