"""The second stage: a run for each persona, worked off by a real worker process."""

from __future__ import annotations

import time
from collections.abc import Collection
from itertools import groupby

from sqlalchemy import func, select

from app.cli.demo.house import House, working
from app.cli.demo.stage import Stage, items_in
from app.cli.stand_ins import member_with
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transaction
from app.drafting import jobs
from app.drafting import service as drafting
from app.models import Community, ContentItem, DraftTask, Revision, TaskStatus
from content_calendar.workflow import Role, State

OFFLINE_SECONDS = 300.0
MODEL_SECONDS_A_DRAFT = 240.0
_SWEEP_SECONDS = 15.0
_TICK_SECONDS = 0.1


def draft(house: House, communities: list[Community], only: Collection[int] | None = None) -> Stage:
    """Have every planned item written, or those whose ids are in `only`."""
    with transaction() as session:
        for community in communities:
            editor = member_with(community, Role.EDITOR)
            for ids in _by_persona(community, only):
                drafting.start_run(session, community, ids, note="", submit=True, actor=editor, now=now())
    waiting = sum(statuses().values())
    with working(house) as process_id:
        _wait(MODEL_SECONDS_A_DRAFT * waiting if house.settings.model_configured else OFFLINE_SECONDS)
    counts = {status.value: count for status, count in statuses().items()}
    return Stage(
        "draft", counts.get(TaskStatus.DONE, 0),
        {**counts, "touches": _touches(), "worker_pid": process_id, "writers": _writers()},
    )


def _by_persona(community: Community, only: Collection[int] | None) -> list[list[int]]:
    def persona_of(item: ContentItem) -> int:
        return item.persona_id

    items = [item for item in items_in(community, State.PLANNED) if only is None or item.id in only]
    return [[item.id for item in own] for _, own in groupby(sorted(items, key=persona_of), persona_of)]


def _wait(seconds: float) -> None:
    """Until no task is open. Like the scheduler of a service it wakes what has become due again."""
    end = time.monotonic() + seconds
    sweep = time.monotonic() + _SWEEP_SECONDS
    while _is_any_open() and time.monotonic() < end:
        if time.monotonic() > sweep:
            jobs.wake_due_runs()
            sweep = time.monotonic() + _SWEEP_SECONDS
        time.sleep(_TICK_SECONDS)


def _is_any_open() -> bool:
    with transaction():
        return bool({TaskStatus.PENDING, TaskStatus.RUNNING} & set(statuses()))


def statuses() -> dict[TaskStatus, int]:
    """How many tasks there are in each status."""
    rows = db.session.execute(select(DraftTask.status, func.count()).group_by(DraftTask.status))
    return dict(iter(rows))


def _touches() -> int:
    """How many of the drafts are touches of a campaign."""
    drafted = (ContentItem.campaign_id.is_not(None), ContentItem.current_revision_id.is_not(None))
    return db.session.scalar(select(func.count(ContentItem.id)).where(*drafted)) or 0


def _writers() -> dict[str, int]:
    rows = db.session.execute(select(Revision.writer, func.count()).group_by(Revision.writer))
    return {writer.value: count for writer, count in rows}
