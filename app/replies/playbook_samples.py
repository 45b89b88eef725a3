"""The playbooks of the sample workspace, made of its approved templates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Community
from app.replies.playbook_presets import Preset, outline_of
from app.replies.playbooks import create

_COMMUNITY = "doujiawu"


def add_sample_playbooks(session: Session, *, now: datetime) -> int:
    """One of each kind for the sample's community, if it is there; how many."""
    community = session.scalar(select(Community).where(Community.key == _COMMUNITY))
    if community is None:
        return 0
    for preset in Preset:
        outline = outline_of(session, community, preset, preset.zh)
        create(session, community, outline, now=now, key=preset.value.replace("_", "-"))
    return len(Preset)
