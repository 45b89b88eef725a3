"""Whose words a text is, which four eyes must know, and who looks after it now."""

from __future__ import annotations

from app.models import ContentItem, Revision
from content_calendar.vocabulary import WriterKind


def hands_in(item: ContentItem) -> frozenset[int]:
    """Whose words the present ones are: who ordered the machine draft they began as, and everybody who wrote since.

    An older text that was chosen again is as much its author's as it was on the first day, in another post too.
    """
    return hands_of(item, item.current_revision)


def hands_of(item: ContentItem, text: Revision | None) -> frozenset[int]:
    """The same of any of the item's texts."""
    by_number = {revision.number: revision for revision in item.revisions}
    hands: set[int | None] = set()
    while text is not None:
        hands.add(text.author_id)
        hands.update(text.provenance.get("hands", ()))
        text = by_number.get(_begun_from(text)) if text.writer is WriterKind.PERSON else None
    return frozenset(hand for hand in hands if hand is not None)


def keeper_of(item: ContentItem) -> int | None:
    """Who is told and asked about the present text: its author, or whoever took it over when the author left."""
    return item.keeper_id or (item.current_revision.author_id if item.current_revision else None)


def _begun_from(revision: Revision) -> int:
    """The number of the version it was changed from; that was once always the one before."""
    return int(revision.provenance.get("revises", 0)) or revision.number - 1
