"""Templates of tools whose format drifts: uploaded once for a community, filled by column names ever after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.core.errors import Invalid, NotFound
from app.models import Community, ExportTemplate
from content_calendar.exporters.plain_text import one_line
from content_calendar.exporters.profile import Profile, Template
from content_calendar.exporters.template import MAX_BYTES, TemplateRefused

__all__ = ["MAX_BYTES", "Uploaded", "current", "forget", "upload"]

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The template in use for a target, and who brought it when."""

    filename: str
    by: str
    at: datetime
    template: Template


def upload(
    session: Session, community: Community, profile: Profile, *, filename: str, content: bytes, actor: Actor,
    now: datetime,
) -> Template:
    """From now on files for this target look like this one. Raises Invalid when it cannot be used, NotFound for a
    target that takes no template.
    """
    template = _read(profile, filename, content)
    _delete(session, community, profile)
    session.add(ExportTemplate(
        community_id=community.id, target=profile.key, uploaded_by_id=actor.user.id, filename=_plain_name(filename),
        content=content, created_at=now,
    ))
    session.flush()
    return template


def current(session: Session, community: Community, profile: Profile) -> Uploaded | None:
    """The template in use, None when the target's own format is."""
    if not profile.template_mode:
        return None
    query = select(ExportTemplate).where(
        ExportTemplate.community_id == community.id, ExportTemplate.target == profile.key
    ).options(joinedload(ExportTemplate.uploaded_by))
    row = session.scalar(query)
    if row is None:
        return None
    return Uploaded(row.filename, row.uploaded_by.name, row.created_at, _read(profile, row.filename, row.content))


def forget(session: Session, community: Community, profile: Profile) -> None:
    """Back to the target's own format."""
    _delete(session, community, profile)


def _plain_name(filename: str) -> str:
    """What people call the file, without the folders and control characters a browser may send."""
    return one_line(filename.replace("\\", "/").rpartition("/")[2])[-_LONGEST_NAME:] or "template.csv"


def _read(profile: Profile, filename: str, content: bytes) -> Template:
    if not profile.template_mode:
        raise NotFound
    try:
        return Template.read(filename, content)
    except TemplateRefused as error:
        raise Invalid(error.message) from None


def _delete(session: Session, community: Community, profile: Profile) -> None:
    query = select(ExportTemplate).where(
        ExportTemplate.community_id == community.id, ExportTemplate.target == profile.key
    )
    for row in session.scalars(query):
        session.delete(row)
    session.flush()
