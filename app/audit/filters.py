"""Which entries somebody asked for: the fields of the address and the conditions they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_

from app.audit.sealing import REFUSED
from app.audit.words import Group
from app.core.row_ids import row_id
from app.models import AuditEntry

SERVICE = "service"
_CONTENT = "content_item"


@dataclass(frozen=True, slots=True)
class Filters:
    """Each part None, "" or False for all. `start` and `end` are days of the reader's zone, both included."""

    community_id: int | None = None
    actor_id: int | None = None
    by_service: bool = False
    group: Group | None = None
    subject: str = ""
    item_id: int | None = None
    start: date | None = None
    end: date | None = None

    @classmethod
    def read(cls, sent: Mapping[str, str], community_id: int | None) -> Filters:
        """What the address says; a part that makes no sense counts as not given."""
        return cls(
            community_id=community_id, actor_id=_number(sent.get("who")), by_service=sent.get("who") == SERVICE,
            group=Group.named(sent.get("group", "")), subject=sent.get("subject", "")[:40],
            item_id=_number(sent.get("item")), start=_day(sent.get("from")), end=_day(sent.get("until")),
        )

    @property
    def arguments(self) -> dict[str, object]:
        """The parts as an address carries them, without the community."""
        given = {
            "who": SERVICE if self.by_service else self.actor_id, "group": self.group and self.group.value,
            "subject": self.subject, "item": self.item_id, "from": self.start and self.start.isoformat(),
            "until": self.end and self.end.isoformat(),
        }
        return {name: value for name, value in given.items() if value}

    def conditions(self, zone: ZoneInfo) -> list[ColumnElement[bool]]:
        """What holds for an entry that was asked for; days begin and end in `zone`."""
        equal = {
            AuditEntry.community_id: self.community_id, AuditEntry.actor_id: self.actor_id,
            AuditEntry.subject: self.subject or (_CONTENT if self.item_id else None),
            AuditEntry.subject_id: self.item_id,
        }
        found = [column == value for column, value in equal.items() if value is not None]
        if self.by_service:
            found.append(AuditEntry.actor_id.is_(None))
        if self.group:
            found.append(_of_group(self.group))
        if self.start:
            found.append(AuditEntry.created_at >= _midnight(self.start, zone))
        if self.end:
            found.append(AuditEntry.created_at < _midnight(self.end + timedelta(days=1), zone))
        return found


def _of_group(group: Group) -> ColumnElement[bool]:
    named = or_(*(AuditEntry.action.startswith(f"{word}.") for word in group.words))
    return or_(named, AuditEntry.action.endswith(REFUSED)) if group is Group.REFUSED else named


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _number(text: str | None) -> int | None:
    try:
        return row_id(text or "")
    except ValueError:
        return None


def _day(text: str | None) -> date | None:
    """Far from the ends of the calendar, where there is no day after."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if date(1970, 1, 1) <= day < date(9000, 1, 1) else None
