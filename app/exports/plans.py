"""The values of a dry run: what somebody wants to export, and what would become of it, row by row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.exports.ledger import Departed
from app.models import ContentItem
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Profile, RowFinding, Template
from content_calendar.message import Message


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to export: `start` ≤ slot < `end`, of one persona or all; `only` are ids of chosen items,
    none for all. `again` also takes what left in the same words before. `zone` is the one the tool's clock stands on,
    None where it is the community's.
    """

    profile: Profile
    start: datetime
    end: datetime
    persona_id: int | None = None
    again: bool = False
    only: frozenset[int] = frozenset()
    template: Template | None = None
    zone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One approved post. `standing` is what the target was told before and still believes, None for nothing."""

    item: ContentItem
    entry: Entry
    findings: tuple[RowFinding, ...]
    standing: Departed | None
    outdated: Entry | None
    """The row that stands there still, for a person to delete; None where the target's format replaces it itself."""
    leaves: bool

    @property
    def exported_before(self) -> bool:
        """Whether exactly these words at this slot stand there already."""
        return self.standing is not None and self.standing.fingerprint == self.entry.fingerprint

    @property
    def is_out(self) -> bool:
        """Whether it was published already."""
        return self.item.published_at is not None

    @property
    def replaces(self) -> bool:
        """Whether other words, or another slot, stand there."""
        return self.standing is not None and not self.exported_before


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One post that left before and is approved no more, with the row that calls it off."""

    item: ContentItem
    entry: Entry
    standing: Departed


@dataclass(frozen=True, slots=True)
class DryRun:
    """What the files would hold. Posts that moved out of the range since they left are among the rows."""

    wish: Wish
    rows: tuple[Row, ...]
    withdrawals: tuple[Withdrawal, ...]
    hints: tuple[Message, ...] = ()
    """What to know about the files as a whole, such as how the first time in them reads."""

    @property
    def profile(self) -> Profile:
        return self.wish.profile

    @property
    def leaving(self) -> tuple[Row, ...]:
        """The rows that would be written: not refused, and not sent before unless asked for."""
        return tuple(row for row in self.rows if row.leaves)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would leave and nothing would be taken back."""
        return not self.leaving and not self.withdrawals

    @property
    def waits_for_template(self) -> bool:
        """Whether this target cannot be written before somebody uploads the tool's template."""
        return self.profile.needs_template and self.wish.template is None

    def digest(self) -> str:
        """Stands for exactly these rows leaving; another digest means that something changed since somebody looked."""
        names = [f"{row.item.id}:{row.entry.fingerprint}" for row in self.leaving]
        names += [f"-{gone.item.id}:{gone.standing.fingerprint}" for gone in self.withdrawals]
        return hashlib.sha256(",".join(names).encode()).hexdigest()
