"""What the copy rules say about an item's present text."""

from __future__ import annotations

from collections.abc import Iterator

from app.models import ContentItem
from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.rules import check
from content_calendar.severity import Severity
from content_calendar.voice_words import never_words


def findings_of(item: ContentItem, copy: Copy | None = None) -> tuple[Finding, ...]:
    """The findings on `copy`, by default the item's present text; none when there is no text yet."""
    if copy is None:
        copy = item.current_revision.copy() if item.current_revision else None
    return () if copy is None else check(copy, _context(item))


def blocks_review(item: ContentItem) -> bool:
    """Whether a finding stands in the way of submitting the present text."""
    return any(finding.severity is Severity.BLOCKING for finding in findings_of(item))


def _context(item: ContentItem) -> RuleContext:
    return RuleContext(
        platform=item.platform,
        language=item.language,
        never_words=never_words(item.voice.never) if item.voice else (),
        facts=tuple(_facts(item)),
    )


def _facts(item: ContentItem) -> Iterator[str]:
    if item.product:
        yield item.product.name
        yield from (fact["value"] for fact in item.product.facts)
    if item.event:
        yield from (item.event.name, item.event.theme, item.event.place, item.event.way_to_join, item.event.prizes)
        yield from (f"{at:%Y-%m-%d}" for at in (item.event.starts_at, item.event.ends_at))
    if item.topic:
        yield from (item.topic["title"], *item.topic["points"])
    if item.column:
        yield item.column.theme
