"""From items to the rows that targets see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core.zones import zone_of
from app.library import service as library
from app.models import Community, ContentItem, Revision
from content_calendar.exporters.entry import Entry, EntryStatus


@dataclass(frozen=True, slots=True)
class Announced:
    """What calendars were told about an item before it was called off: the last approved words and their slot."""

    revision: Revision
    slot_at: datetime


def entry_of(item: ContentItem, community: Community) -> Entry:
    """The row a target sees of an approved item: approved words only, no headline borrowed from column or topic.

    Raises NotApproved, TextMissing without a text and a slot.
    """
    library.require_approved(item)
    revision = item.current_revision
    if revision is None or item.slot_at is None:
        raise library.TextMissing
    copy = revision.copy()
    return Entry(
        uid=uid_of(item), sequence=item.sequence, status=EntryStatus.CONFIRMED, updated_at=item.updated_at,
        slot_at=item.slot_at, zone=zone_of(community.timezone), community=community.name, persona=item.persona.name,
        platform=item.platform, title=copy.title or copy.hook, text=copy.text(), language=item.language,
        value=item.value, stage=item.stage, form=item.form, column=item.column.name if item.column else "",
        hashtags=copy.hashtags, tags=copy.tags, media=copy.media, image_brief=copy.image_brief,
        comment_starter=copy.comment_starter, fingerprint=item.approved_fingerprint or "",
    )


def called_off(item: ContentItem, community: Community, announced: Announced) -> Entry:
    """The row that takes an announced item back.

    It keeps the title people know it by and loses its text, so that nobody sends words that were withdrawn. Nothing
    written after the last approval is in it, not even a new slot.
    """
    revision = announced.revision
    return Entry(
        uid=uid_of(item), sequence=item.sequence, status=EntryStatus.CANCELLED, updated_at=item.updated_at,
        slot_at=announced.slot_at, zone=zone_of(community.timezone), community=community.name,
        persona=item.persona.name, platform=item.platform, title=revision.title or revision.hook, text="",
        language=item.language, value=item.value, stage=item.stage, form=item.form,
        column=item.column.name if item.column else "",
    )


def uid_of(item: ContentItem) -> str:
    """What names the item outside, for ever."""
    return f"{item.uid}@qunbi"
