"""The whole loop without a browser: plan, draft, review, export, publish, feedback, rank, on the sample workspace.

It uses the services the pages use and a real worker process, in a folder of its own that it makes anew each time.
Only the numbers that members would send back are simulated, and the output says so.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import Flask
from sqlalchemy import func, select

from app.calendar import planning
from app.cli.stand_ins import SOURCE, member_with, simulated_counters
from app.communities.workspace import load_sample
from app.core import embedded_valkey, worker
from app.core.clock import now
from app.core.database import db, migrate
from app.core.running import current_settings
from app.core.settings import Settings
from app.core.transactions import transaction
from app.drafting import service as drafting
from app.exports import service as exports
from app.feedback import ranking
from app.feedback import service as feedback
from app.library import service as library
from app.models import Community, ContentItem, DraftTask, Persona, Revision, TaskStatus
from app.review import service as review
from content_calendar.exporters.registry import profiles
from content_calendar.workflow import Role, State

DRAFTING_LIMIT_SECONDS = 300
Stage = Mapping[str, object]


@click.command("demo")
def command() -> None:
    """Run the loop once and print one JSON line per stage; exit 1 when a stage did nothing."""
    settings = current_settings()
    idle = [stage for name, done, stage in _run(settings) if not _tell(name, done, stage)]
    if idle:
        raise click.ClickException("a stage did nothing")


def _tell(name: str, done: int, stage: Stage) -> bool:
    click.echo(json.dumps({"stage": name, "done": done, **stage}, ensure_ascii=False))
    return done > 0


def _run(settings: Settings) -> Iterator[tuple[str, int, Stage]]:
    folder = settings.data_dir / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    address = embedded_valkey.ensure_running(folder)
    try:
        app = _application(settings, folder, address)
        with app.app_context():
            yield from Loop(app, address, folder).stages()
    finally:
        embedded_valkey.stop(folder)


def _application(settings: Settings, folder: Path, address: str) -> Flask:
    from app import create_app

    own = {"data_dir": folder, "database_url": f"sqlite:///{folder}/qunbi.db", "redis_url": address}
    app = create_app(settings.model_copy(update=own))
    migrate(app)
    return app


@dataclass(frozen=True, slots=True)
class Loop:
    """The stages over every community of the sample."""

    app: Flask
    address: str
    folder: Path

    def stages(self) -> Iterator[tuple[str, int, Stage]]:
        """Name, count and details of each stage, as it ends."""
        with transaction() as session:
            load_sample(session, now=now())
        communities = list(db.session.scalars(select(Community).order_by(Community.id)))
        yield self._plan(communities)
        yield self._draft(communities)
        yield self._review(communities)
        yield self._export(communities)
        yield self._publish(communities)
        yield self._feedback(communities)
        yield self._rank(communities)

    def _plan(self, communities: list[Community]) -> tuple[str, int, Stage]:
        slots = skipped = 0
        with transaction() as session:
            for persona in session.scalars(select(Persona).order_by(Persona.id)):
                start = _local_today(persona.community) + timedelta(days=1)
                proposal = planning.propose_plan(
                    session, persona, start=start, end=start + timedelta(days=6), seed=persona.id, now=now()
                )
                keys = {planning.slot_key(slot) for slot in proposal.slots}
                editor = member_with(persona.community, Role.EDITOR)
                slots += len(planning.accept_plan(session, persona, proposal, keys, actor=editor, now=now()))
                skipped += len(proposal.skipped)
        return "plan", slots, {"communities": len(communities), "slots": slots, "skipped": skipped}

    def _draft(self, communities: list[Community]) -> tuple[str, int, Stage]:
        with transaction() as session:
            for community in communities:
                for persona in community.personas:
                    ids = list(session.scalars(select(ContentItem.id).where(ContentItem.persona_id == persona.id)))
                    if ids:
                        editor = member_with(community, Role.EDITOR)
                        drafting.start_run(session, community, ids, note="", submit=True, actor=editor, now=now())
        with _worker(self.app, self.address) as process_id:
            _wait_for_drafts()
        counts = {status.value: count for status, count in _statuses().items()}
        return "draft", counts.get(TaskStatus.DONE, 0), {**counts, "worker_pid": process_id, "writers": _writers()}

    def _review(self, communities: list[Community]) -> tuple[str, int, Stage]:
        approved = 0
        with transaction() as session:
            for community in communities:
                reviewer = member_with(community, Role.REVIEWER)
                for item in _items(community, State.IN_REVIEW):
                    review.approve(
                        session, community.id, item.id, version=item.version, actor=reviewer, now=now()
                    )
                    approved += 1
            left = session.scalar(select(func.count()).where(ContentItem.state == State.DRAFT))
        return "review", approved, {"approved": approved, "left_as_draft": left}

    def _export(self, communities: list[Community]) -> tuple[str, int, Stage]:
        files: dict[str, int] = {}
        with transaction() as session:
            for community in communities:
                for profile in profiles():
                    plan = exports.dry_run(
                        session, community, profile, persona_id=None, start=now(), end=now() + timedelta(days=14),
                        again=False, now=now(),
                    )
                    if plan.leaving:
                        editor = member_with(community, Role.EDITOR)
                        made = exports.compile_export(
                            session, community, plan, persona=None, language=community.language, actor=editor, now=now()
                        )
                        (self.folder / made.export.filename).write_bytes(made.content)
                        files[str(self.folder / made.export.filename)] = made.export.row_count
        return "export", sum(files.values()), {"files": files}

    def _publish(self, communities: list[Community]) -> tuple[str, int, Stage]:
        """Say that everything is out, ahead of its slot: the loop does not wait a week for its numbers."""
        published = 0
        with transaction() as session:
            for community in communities:
                editor = member_with(community, Role.EDITOR)
                for item in _items(community, State.EXPORTED):
                    library.mark_published(session, item, url="", actor=editor, now=now())
                    published += 1
        return "publish", published, {"published": published}

    def _feedback(self, communities: list[Community]) -> tuple[str, int, Stage]:
        readings = 0
        with transaction() as session:
            for community in communities:
                editor = member_with(community, Role.EDITOR)
                for item in _items(community, State.PUBLISHED):
                    reading = feedback.Reading(simulated_counters(item), observed_at=now(), source=SOURCE)
                    feedback.record_feedback(session, item, reading, actor=editor, now=now())
                    readings += 1
        return "feedback", readings, {"readings": readings, "numbers": SOURCE}

    def _rank(self, communities: list[Community]) -> tuple[str, int, Stage]:
        ranked, best = 0, []
        for community in communities:
            lines = ranking.rank_published(db.session, community)
            ranked += len(lines)
            best += [_line(community, lines[0])] if lines else []
        return "rank", ranked, {"ranked": ranked, "best": best}


def _line(community: Community, line: ranking.Line) -> Stage:
    names = ranking.names([line.item], community.language)
    return {
        "community": community.name,
        "item": line.item.headline(),
        "rate": round(line.ranked.mean, 4),
        "interval": [round(line.ranked.low, 4), round(line.ranked.high, 4)],
        "evidence": line.ranked.evidence.label(community.language),
        "why": [reason.message(names).text(community.language) for reason in line.ranked.reasons[:3]],
    }


def _items(community: Community, state: State) -> list[ContentItem]:
    query = select(ContentItem).where(ContentItem.community_id == community.id, ContentItem.state == state)
    return list(db.session.scalars(query.order_by(ContentItem.slot_at)))


def _local_today(community: Community) -> date:
    return now().astimezone(ZoneInfo(community.timezone)).date()


@contextmanager
def _worker(app: Flask, address: str) -> Iterator[int | None]:
    db.session.rollback()
    db.engine.dispose()
    process = multiprocessing.get_context("fork").Process(target=worker.work, args=(app, address))
    process.start()
    try:
        yield process.pid
    finally:
        process.terminate()
        process.join()


def _wait_for_drafts() -> None:
    end = time.monotonic() + DRAFTING_LIMIT_SECONDS
    while time.monotonic() < end:
        statuses = _statuses()
        db.session.rollback()
        if not {TaskStatus.PENDING, TaskStatus.RUNNING} & set(statuses):
            return
        time.sleep(0.1)


def _statuses() -> dict[TaskStatus, int]:
    rows = db.session.execute(select(DraftTask.status, func.count()).group_by(DraftTask.status))
    return dict(iter(rows))


def _writers() -> dict[str, int]:
    rows = db.session.execute(select(Revision.writer, func.count()).group_by(Revision.writer))
    return {writer.value: count for writer, count in rows}
