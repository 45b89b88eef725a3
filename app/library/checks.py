"""Everything the rules and the platforms say about one text, saved or still being typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.library.findings import findings_of
from app.library.marks import Length, lengths
from app.library.remarks import Remark, remarks
from app.models import ContentItem
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Twin
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How long the text would be on a platform it is not meant for."""

    platform: Platform
    lengths: tuple[Length, ...]

    @property
    def fits(self) -> bool:
        return not any(length.is_over for length in self.lengths)


@dataclass(frozen=True, slots=True)
class Checks:
    remarks: tuple[Remark, ...]
    lengths: tuple[Length, ...]
    elsewhere: tuple[Elsewhere, ...]

    @property
    def must_fix(self) -> int:
        return self._count(Severity.BLOCKING)

    @property
    def to_check(self) -> int:
        return self._count(Severity.WARNING)

    def _count(self, severity: Severity) -> int:
        return sum(remark.finding.severity is severity for remark in self.remarks)


def checks(item: ContentItem, copy: Copy, twins: Sequence[Twin]) -> Checks:
    """The checks of `copy` as this item's text; no remark on an item without any words."""
    found = findings_of(item, copy, twins) if copy.text().strip() or item.current_revision else ()
    others = (Elsewhere(platform, lengths(copy, platform)) for platform in Platform if platform is not item.platform)
    return Checks(
        remarks(copy, found), lengths(copy, item.platform), tuple(other for other in others if other.lengths)
    )
