"""What the ranking knows of a post before anybody saw it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row

from app.core.zones import zone_of
from app.models import Community, ContentItem, Revision
from content_calendar.ranking import Features

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_TAG = 200
FIELDS = (
    ContentItem.persona_id, ContentItem.form, ContentItem.value, ContentItem.column_id, Revision.tags, Revision.prompt,
    Revision.prompt_version,
)
"""What `features` reads of a row, for a query over items and, where there are any, their present texts."""


def features_of(item: ContentItem, community: Community) -> Features:
    """Persona, weekday and hour of the slot, form, value, tags, prompt version and column of an item."""
    text = item.current_revision
    return Features(
        persona=str(item.persona_id),
        slot=slot_name(item.slot_at, zone_of(community.timezone)),
        form=item.form.value,
        value=item.value.value,
        tags=_tags(text.tags if text else ()),
        prompt=prompt_name(text.prompt, text.prompt_version) if text else "",
        template=str(item.column_id or ""),
    )


def features(row: Row[Any], at: datetime | None, zone: ZoneInfo) -> Features:
    """The same of a row that has FIELDS, for a post that goes out `at`."""
    return Features(
        persona=str(row.persona_id),
        slot=slot_name(at, zone),
        form=row.form.value,
        value=row.value.value,
        tags=_tags(row.tags or ()),
        prompt=prompt_name(row.prompt or "", row.prompt_version or ""),
        template=str(row.column_id or ""),
    )


def slot_name(at: datetime | None, zone: ZoneInfo) -> str:
    """Weekday and hour on the clocks of the community, as "thu-20"; empty without a slot."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{WEEKDAYS[local.weekday()]}-{local.hour:02d}"


def prompt_name(prompt: str, version: str) -> str:
    """Key and version of a prompt or formula; empty for a person's own words."""
    return f"{prompt}@{version}" if prompt else ""


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Tags with a namespace: what the team calls a post on purpose. What stands in one twice is one."""
    return tuple(sorted({tag for tag in tags if ":" in tag and len(tag) <= LONGEST_TAG}))
