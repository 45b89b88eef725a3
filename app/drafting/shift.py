"""One worker's turn: it claims and hands in by the batch, and many threads do nothing but write.

The database is touched by one thread alone. A call to a model takes seconds and holds no connection, a claim or a
hand-in takes milliseconds and serves many drafts; so the threads wait for models, never for one another.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError

from app.copywriter.brief import Copywriter, CopywriterError
from app.core.clock import now
from app.core.transactions import transaction
from app.drafting import holds, leases, memory, outcomes
from app.drafting.assignments import Assignment, assignments_of
from app.drafting.memory import Said
from app.drafting.outcomes import Outcome

log = structlog.get_logger(__name__)

Writing = Future[Outcome]

GATHER_SECONDS = 0.05
AWAY_SECONDS = 1.0
"""How long to leave a database alone that did not take in what was written."""
PATIENCE_SECONDS = 300.0
"""How long after its end a shift still waits for the database, so that what was paid for is written down."""


class Unexpected(CopywriterError):
    """Something nobody foresaw, while writing or while keeping the text; the log has the whole story."""

    code = "draft_not_kept"


@dataclass
class Shift:
    """`hands` drafts are written at once, and up to `ahead` more are claimed so that no hand waits for its next."""

    run_id: int
    """Whose drafts come first; a hand that they leave idle helps other runs."""
    writer: Copywriter
    owner: str
    lease: timedelta
    hands: int
    ahead: int
    until: float
    """On the monotonic clock: from then on no new draft is begun."""
    _at_work: dict[Writing, Assignment] = field(default_factory=dict)
    _waiting: list[Outcome] = field(default_factory=list)
    """What the database was away for: handed in again before anything new is claimed."""
    _said: list[Said] = field(default_factory=list)
    _all_claimed: bool = False

    def work(self) -> int:
        """Write until nothing is due or the shift ends; the number of drafts that were kept."""
        kept = 0
        with ThreadPoolExecutor(self.hands, "writer") as pool:
            self._claim(pool)
            while self._at_work or self._waiting:
                kept += self._take_in(self._ready())
                self._claim_more(pool)
        return kept

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    def _claim_more(self, pool: ThreadPoolExecutor) -> None:
        """Nothing new before what was written is in; what is being written outlives a claim the database refused."""
        if self._waiting:
            return
        try:
            self._claim(pool)
        except OperationalError as error:
            log.warning("nothing claimed", owner=self.owner, error=str(error))

    def _claim(self, pool: ThreadPoolExecutor) -> None:
        """Take new work once there is room for a batch of it; at the end of the shift give back what was not begun."""
        room = self.hands + self.ahead - len(self._at_work)
        if self.is_over:
            self._give_back()
        elif not self._all_claimed and room >= max(1, self.ahead // 2):
            for assignment in self._claimed(room):
                self._at_work[pool.submit(self._write, assignment)] = assignment

    def _claimed(self, limit: int) -> list[Assignment]:
        moment = now()
        with transaction() as session:
            self._drop(self._ids() - leases.held(session, self.owner))
            holds.review(session, now=moment)
            tasks = leases.claim(session, self.run_id, owner=self.owner, now=moment, lease=self.lease, limit=limit)
            self._all_claimed = len(tasks) < limit
            return assignments_of(session, tasks)

    def _ids(self) -> frozenset[int]:
        return frozenset(assignment.task_id for assignment in self._at_work.values())

    def _drop(self, task_ids: Collection[int]) -> frozenset[int]:
        """Do not begin these any more: they were cancelled or are given back; those that had not been begun."""
        dropped = [
            writing for writing, work in self._at_work.items() if work.task_id in task_ids and writing.cancel()
        ]
        return frozenset(self._at_work.pop(writing).task_id for writing in dropped)

    def _give_back(self) -> None:
        if untouched := self._drop(self._ids()):
            with transaction() as session:
                leases.give_back(session, untouched, owner=self.owner)

    def _write(self, assignment: Assignment) -> Outcome:
        """In a thread of the pool, far from the database."""
        said = memory.avoid_for(self._said[::-1], assignment.persona_id, assignment.at)
        brief = replace(assignment.brief, avoid=(*said, *assignment.brief.avoid)[: memory.MOST_SAID])
        try:
            written = self.writer.write(brief)
        except CopywriterError as error:
            log.warning("draft failed", task=assignment.task_id, code=error.code, cause=str(error))
            return Outcome(assignment.task_id, error)
        except Exception as error:  # a draft that fails for any reason ends visibly, the others are written
            log.exception("draft failed", task=assignment.task_id)
            return Outcome(assignment.task_id, Unexpected(repr(error)))
        self._said.append(Said(assignment.item_id, assignment.persona_id, assignment.at, written.copy.text()))
        return Outcome(assignment.task_id, written)

    def _ready(self) -> list[Outcome]:
        """What the threads have finished, after a moment for others to join in one transaction."""
        if self._waiting:
            time.sleep(AWAY_SECONDS)
        else:
            wait(self._at_work, return_when=FIRST_COMPLETED)
        ready, _ = wait(self._at_work, GATHER_SECONDS)
        for writing in ready:
            del self._at_work[writing]
        waiting, self._waiting = self._waiting, []
        return [*waiting, *(writing.result() for writing in ready)]

    def _take_in(self, brought: Sequence[Outcome]) -> int:
        """Hand them in together, or one by one when something is wrong with the group; the number of texts kept."""
        try:
            with transaction() as session:
                return len(outcomes.hand_in(session, brought, owner=self.owner, now=now()))
        except Exception as error:  # one bad row, whatever is wrong with it, must not spoil its group
            if len(brought) > 1:
                return sum(self._take_in([outcome]) for outcome in brought)
            self._set_aside(brought[0], error)
            return 0

    def _set_aside(self, outcome: Outcome, error: Exception) -> None:
        """A database that is away is no fault of the text: it is handed in again, and any other error said."""
        if isinstance(error, OperationalError) and time.monotonic() < self.until + PATIENCE_SECONDS:
            log.warning("draft not handed in yet", task=outcome.task_id, error=str(error))
            self._waiting.append(outcome)
            return
        log.error("draft not kept", task=outcome.task_id, usage=outcome.result.usage, exc_info=error)
        if not isinstance(error, OperationalError):
            self._say_why(outcome, error)

    def _say_why(self, outcome: Outcome, error: Exception) -> None:
        """Fail the task visibly, unless that is what did not work."""
        if isinstance(outcome.result, Unexpected):
            return
        unkept = Unexpected(repr(error)[:outcomes.MAX_DETAIL].replace("\x00", ""))
        unkept.usage = outcome.result.usage
        self._take_in([Outcome(outcome.task_id, unkept)])
