"""How many findings a text has, kept at the item, so that a queue of thousands is read without checking a word."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.library.findings import findings_of
from app.library.twins import twins_of
from app.models import ContentItem
from content_calendar.copy_rules.context import Twin
from content_calendar.severity import Severity


def count_findings(item: ContentItem, twins: Sequence[Twin]) -> tuple[int, int]:
    """How many findings on the present text must be fixed, and how many warnings ask for a look."""
    severities = [finding.severity for finding in findings_of(item, twins=twins)]
    return severities.count(Severity.BLOCKING), severities.count(Severity.WARNING)


def note_findings(session: Session, item: ContentItem) -> None:
    """Keep both numbers at the item. By the statement: what the checks say is no new version of it."""
    must_fix, to_check = count_findings(item, twins_of(session, [item]).get(item.id, ()))
    counted = update(ContentItem).where(ContentItem.id == item.id).values(must_fix=must_fix, to_check=to_check)
    session.execute(counted, execution_options={"synchronize_session": "evaluate"})
