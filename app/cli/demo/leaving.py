"""The middle of the loop: somebody approves, the files are made, the posts are out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.demo.stage import Stage, items_in
from app.cli.stand_ins import member_with
from app.core.clock import now
from app.core.transactions import transaction
from app.exports import service as exports
from app.library import service as library
from app.models import Community, ContentItem
from app.review import service as reviewing
from content_calendar.exporters.profile import Profile
from content_calendar.exporters.registry import profile
from content_calendar.workflow import Role, State

_AHEAD = timedelta(days=14)
TARGETS = ("icalendar", "generic_csv")


def review(communities: list[Community]) -> Stage:
    """A reviewer approves whatever waits for one."""
    approved = 0
    with transaction() as session:
        for community in communities:
            reviewer = member_with(community, Role.REVIEWER)
            for item in items_in(community, State.IN_REVIEW):
                reviewing.approve(session, community.id, item.id, version=item.version, actor=reviewer, now=now())
                approved += 1
        left = session.scalar(select(func.count()).where(ContentItem.state == State.DRAFT))
    return Stage("review", approved, {"approved": approved, "left_as_draft": left})


def export(communities: list[Community], folder: Path) -> Stage:
    """A calendar and a spreadsheet for each community, written into `folder`."""
    files: dict[str, int] = {}
    with transaction() as session:
        for community in communities:
            for target in TARGETS:
                files |= _export(session, community, profile(target), folder)
    return Stage("export", sum(files.values()), {"files": files})


def _export(session: Session, community: Community, profile: Profile, folder: Path) -> dict[str, int]:
    """The file and its number of rows; nothing when no post may leave."""
    start = now()
    plan = exports.dry_run(session, community, exports.Wish(profile, start, start + _AHEAD), now=start)
    if not plan.leaving:
        return {}
    made = exports.compile_export(
        session, community, plan, persona=None, language=community.language,
        actor=member_with(community, Role.EDITOR), now=start,
    )
    file = folder / made.export.filename
    file.write_bytes(made.content)
    return {str(file): made.export.row_count}


def publish(communities: list[Community]) -> Stage:
    """Say that everything is out, ahead of its slot: the loop does not wait a week for its numbers."""
    published = 0
    with transaction() as session:
        for community in communities:
            editor = member_with(community, Role.EDITOR)
            for item in items_in(community, State.EXPORTED):
                library.mark_published(session, item, url="", actor=editor, now=now())
                published += 1
    return Stage("publish", published, {"published": published})
