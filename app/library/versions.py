"""The texts an item has had, and what lies between two of them."""

from __future__ import annotations

from dataclasses import dataclass

from app.library.diff import Change, changes
from app.library.work import Work
from app.models import ContentItem, Revision
from content_calendar.workflow import Action


@dataclass(frozen=True, slots=True)
class Comparison:
    """The present text against an older one; nothing changed when both read the same."""

    older: Revision
    newer: Revision
    changes: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        return all(kind == "equal" for change in self.changes for kind, _text in change.pieces)


def comparison(item: ContentItem, number: int | None, work: Work | None) -> Comparison | None:
    """Against version `number`; without a number, a text that was just reworked against the one it came from."""
    current = item.current_revision
    if current is None:
        return None
    if number is None and work and work.run.instruction and current in work.texts:
        before = _reworked_id(item)
        older = next((revision for revision in item.revisions if revision.id == before), None)
    else:
        older = next((revision for revision in item.revisions if revision.number == number), None)
    if older is None or older.id == current.id:
        return None
    return Comparison(older, current, changes(older.copy(), current.copy()))


def _reworked_id(item: ContentItem) -> int | None:
    """The text that was present when the writer was last asked for another one."""
    orders = (event for event in reversed(item.history) if event.action is Action.START_DRAFTING)
    newest = next(orders, None)
    return newest.revision_id if newest else None
