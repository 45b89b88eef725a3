"""One row on its way out: everything a target may ask for, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from content_calendar.vocabulary import Form, Language, Platform, Stage, Term, Value
from content_calendar.workflow import State


class EntryStatus(Term):
    """How sure it is that the entry goes out."""

    TENTATIVE = "tentative", "待定", "Tentative"
    CONFIRMED = "confirmed", "已确认", "Confirmed"
    CANCELLED = "cancelled", "已取消", "Cancelled"


_CONFIRMED = frozenset({State.APPROVED, State.EXPORTED, State.PUBLISHED})
_CANCELLED = frozenset({State.ARCHIVED, State.EXPIRED})


def status_of(state: State) -> EntryStatus:
    """What a calendar outside shows for an item in `state`."""
    if state in _CONFIRMED:
        return EntryStatus.CONFIRMED
    return EntryStatus.CANCELLED if state in _CANCELLED else EntryStatus.TENTATIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One post at one slot.

    `uid` never changes; `sequence` grows by one whenever slot or status change. `text` is the whole post as
    published, hashtags included; `hashtags` come without their `#`, `tags` as `namespace:name`.
    `slot_at` and `updated_at` are instants, `zone` is where the community reads its clock.

    Raises ValueError for an instant without a zone, which would be a guess.
    """

    uid: str
    sequence: int
    status: EntryStatus
    updated_at: datetime
    slot_at: datetime
    zone: ZoneInfo
    community: str
    persona: str
    platform: Platform
    title: str
    text: str
    language: Language
    value: Value
    stage: Stage
    form: Form
    column: str = ""
    hashtags: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    image_brief: str = ""
    comment_starter: str = ""
    url: str = ""
    fingerprint: str = ""

    def __post_init__(self) -> None:
        for name in ("slot_at", "updated_at"):
            if getattr(self, name).utcoffset() is None:
                raise ValueError(f"{name} needs a zone")

    @property
    def headline(self) -> str:
        """The title, or the first line of a post that has none, or whom it speaks to."""
        lines = (part.strip() for part in (self.title, *self.text.splitlines()))
        return next((line for line in lines if line), self.persona)

    def on_clock(self, zone: ZoneInfo) -> Entry:
        """The same instant read on the clock of `zone`, for a tool whose workspace stands on another one."""
        return replace(self, zone=zone)

    @property
    def local_slot(self) -> datetime:
        """The slot on the community's clock."""
        return self.slot_at.astimezone(self.zone)

    @property
    def utc_slot(self) -> datetime:
        """The slot in UTC."""
        return self.slot_at.astimezone(UTC)
