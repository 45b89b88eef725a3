"""What admins decide about choosing: how much is left to chance, how long words rest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.library import service as library
from app.models import Community


def set_rules(
    session: Session, community_id: int, *, control_percent: int, evergreen_rest_days: int, version: int
) -> None:
    """Both numbers lie within what the form takes. Raises StaleVersion when somebody changed the community since."""
    held = select(Community).where(Community.id == community_id).with_for_update(of=Community)
    community = session.scalar(held.execution_options(populate_existing=True))
    if community is None:
        raise NotFound
    if community.version != version:
        raise library.StaleVersion
    community.control_percent, community.evergreen_rest_days = control_percent, evergreen_rest_days
    session.flush()
