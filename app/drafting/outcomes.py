"""Taking in what workers bring: texts and failures, in groups, each fenced on its lease."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.brief import CopywriterError, EndpointBusy, Written
from app.copywriter.price import price_table
from app.core.running import current_settings
from app.drafting import leases
from app.drafting.tasks import OPEN, end, locked_items
from app.library import service as library
from app.library.findings import blocks_review
from app.models import ContentItem, DraftTask, Purpose, Revision, TaskStatus
from app.spending import service as spending
from content_calendar.workflow import Action, Role

MAX_DETAIL = 2_000
MAX_RAW = 20_000


class WorkerLost(CopywriterError):
    code = "worker_lost"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claimed task."""

    task_id: int
    result: Written | CopywriterError


def hand_in(session: Session, outcomes: Sequence[Outcome], *, owner: str, now: datetime) -> list[Revision]:
    """Take in whatever `owner` still holds the lease of; the new texts.

    Text, states and task change together, once. Of a task that went to somebody else or was cancelled only the
    requests are written down: they were made and may have to be paid.
    """
    mine = leases.lock_mine(session, {outcome.task_id for outcome in outcomes}, owner)
    items = locked_items(session, ContentItem.id.in_({task.item_id for task in mine.values()}))
    families = _families(session, mine.values())
    numbers = library.newest_numbers(session, items)
    texts: list[tuple[DraftTask, Revision]] = []
    for outcome in outcomes:
        cost = _recorded(session, outcome, now)
        task = mine.pop(outcome.task_id, None)
        if task is None:
            continue
        if isinstance(outcome.result, Written):
            numbers[task.item_id] = number = numbers.get(task.item_id, 0) + 1
            text = _text(task, items[task.item_id], _priced(outcome.result, cost), number=number, now=now)
            texts.append((task, text))
        else:
            _set_back(task, outcome.result, now)
    session.add_all(text for _, text in texts)
    session.flush()
    for task, text in texts:
        _keep(families[task.item_id], task, items[task.item_id], text, now=now)
    _settle_all(session, families, items, now)
    return [text for _, text in texts]


def fail_abandoned(session: Session, *, now: datetime) -> int:
    """End tasks whose workers disappeared once too often, visibly; the number of them."""
    tasks = list(session.scalars(leases.given_up(now)))
    items = locked_items(session, ContentItem.id.in_({task.item_id for task in tasks}))
    families = _families(session, tasks)
    for task in tasks:
        _set_back(task, WorkerLost("the worker disappeared while writing, several times"), now)
    _settle_all(session, families, items, now)
    return len(tasks)


def _families(session: Session, tasks: Collection[DraftTask]) -> dict[int, list[DraftTask]]:
    """By item, the tasks of the one run that writes for it now; asked after the items were locked."""
    families: dict[int, list[DraftTask]] = {task.item_id: [] for task in tasks}
    runs = {task.item_id: task.run_id for task in tasks}
    query = (
        select(DraftTask)
        .where(DraftTask.run_id.in_({task.run_id for task in tasks}), DraftTask.item_id.in_(families))
        .order_by(DraftTask.id)
        .execution_options(populate_existing=True)
    )
    for task in session.scalars(query):
        if task.run_id == runs[task.item_id]:
            families[task.item_id].append(task)
    return families


def _recorded(session: Session, outcome: Outcome, now: datetime) -> int | None:
    """Write down every request that was made; what they cost in micros, None while unknown."""
    task = session.get_one(DraftTask, outcome.task_id)
    provenance = outcome.result.provenance if isinstance(outcome.result, Written) else None
    return spending.record(
        session, outcome.result.usage, community_id=task.run.community_id,
        purpose=Purpose.REWORK if task.run.instruction else Purpose.DRAFT, now=now, task_id=task.id,
        prompt=provenance.prompt if provenance else "", prompt_version=provenance.prompt_version if provenance else "",
    )


def _priced(written: Written, cost: int | None) -> Written:
    """The draft with what it cost, if it took a model to write it."""
    if not written.usage:
        return written
    currency = price_table(current_settings()).currency.value
    return replace(written, provenance=replace(written.provenance, cost_micros=cost, currency=currency))


def _text(task: DraftTask, item: ContentItem, written: Written, *, number: int, now: datetime) -> Revision:
    author = Actor(task.run.requested_by, Role.EDITOR)
    return library.new_revision(
        item, written.copy, number=number, provenance=written.provenance, author=author, now=now
    )


def _keep(family: Sequence[DraftTask], task: DraftTask, item: ContentItem, text: Revision, *, now: datetime) -> None:
    """Among variants the first one in is the present text until a person chooses."""
    run = task.run
    item.platform, item.language = run.target_platform or item.platform, run.target_language or item.language
    if all(other.status is not TaskStatus.DONE for other in family):
        library.make_current(item, text)
    end(task, TaskStatus.DONE, now)
    task.revision_id = text.id


def _set_back(task: DraftTask, error: CopywriterError, now: datetime) -> None:
    """Put the task back for a later attempt when the endpoint was busy, else end it with its cause."""
    task.error_code, task.error_detail = error.code, str(error)[:MAX_DETAIL]
    task.raw_text = getattr(error, "raw_text", "")[:MAX_RAW]
    if isinstance(error, EndpointBusy) and task.attempt < task.max_attempts:
        task.status, task.lease_owner, task.lease_until = TaskStatus.PENDING, None, None
        task.available_at = now + leases.retry_delay(task.attempt, error.retry_after)
    else:
        end(task, TaskStatus.FAILED, now)


def _settle_all(
    session: Session, families: Mapping[int, Sequence[DraftTask]], items: Mapping[int, ContentItem], now: datetime
) -> None:
    for item_id, family in families.items():
        _settle(session, family, items[item_id], now)
    session.flush()


def _settle(session: Session, family: Sequence[DraftTask], item: ContentItem, now: datetime) -> None:
    """Take the item on once nothing of the run is still to be written for it."""
    if any(task.status in OPEN for task in family):
        return
    if not any(task.status is TaskStatus.DONE for task in family):
        library.step(session, item, Action.FAIL_DRAFTING, actor=None, now=now, note=family[-1].error_detail)
        return
    library.step(session, item, Action.FINISH_DRAFTING, actor=None, now=now)
    run = family[0].run
    if run.submit and run.variants == 1 and not blocks_review(item):
        library.step(session, item, Action.SUBMIT, actor=Actor(run.requested_by, Role.EDITOR), now=now)
