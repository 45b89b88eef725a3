"""The gate: what an approval binds to, how it is given and lost, and the question everything that leaves is asked.

Nothing else writes these columns, and the database itself refuses an approved item that does not carry them.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.core.errors import Conflict
from app.models import ContentItem
from content_calendar.workflow import OUT


class NotApproved(Conflict):
    """The gate: these exact words were never approved."""

    def __init__(self) -> None:
        super().__init__(
            _l("These exact words, at this time, were not approved: something changed since."),
            _l("Submit it for review again."),
        )


def require_approved(item: ContentItem) -> None:
    """The gate every way out of the house goes through. Raises NotApproved."""
    if item.state not in OUT or not item.is_approved():
        raise NotApproved


def grant_approval(item: ContentItem, *, by_id: int | None, at: datetime) -> None:
    """Bind a yes to the item as it is now; `by_id` is None when the community lets clean reply templates pass."""
    item.approved_fingerprint = item.fingerprint()
    item.approved_revision_id = item.current_revision_id
    item.approved_slot_at = item.slot_at
    item.approved_at = at
    item.approved_by_id = by_id


def grant_first_yes(item: ContentItem, *, by_id: int) -> None:
    """Remember the first of two approvals, of the item as it is now."""
    item.editorial_fingerprint = item.fingerprint()
    item.editorial_by_id = by_id


def void_approval(item: ContentItem) -> None:
    """Forget every yes, the first of two as well."""
    void_last_yes(item)
    void_first_yes(item)


def void_last_yes(item: ContentItem) -> None:
    """Forget the approval, but not the first of two."""
    item.approved_fingerprint = None
    item.approved_revision_id = None
    item.approved_slot_at = None
    item.approved_at = None
    item.approved_by_id = None


def void_first_yes(item: ContentItem) -> None:
    item.editorial_fingerprint = None
    item.editorial_by_id = None
