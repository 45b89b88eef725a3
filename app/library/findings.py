"""What the copy rules say about an item's text, and what somebody submitted in spite of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from app.core.zones import zone_of
from app.models import ContentItem, ItemEvent
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Blanks, RuleContext, Twin
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.rules import check
from content_calendar.copy_rules.shortlist import shortlist
from content_calendar.replies.braces import parse
from content_calendar.severity import Severity
from content_calendar.vocabulary import ContentKind
from content_calendar.voice_words import never_words
from content_calendar.workflow import Action


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody submitted these very words in spite of blocking findings; `by` is None when the system did."""

    codes: frozenset[str]
    reason: str
    by: str | None
    at: datetime


def findings_of(
    item: ContentItem, copy: Copy | None = None, twins: Sequence[Twin] = (), *, beside: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """The findings on `copy`, by default the item's present text; none when there is no text yet, and no endless list.

    `twins` are what `app.library.twins.twins_of` found for that text; `beside` are facts it may rest on beside those
    of the house, such as the approved words it was made from.
    """
    if copy is None:
        copy = item.current_revision.copy() if item.current_revision else None
    return () if copy is None else shortlist(check(copy, _context(item, twins, beside)))


def blocking_codes(item: ContentItem) -> tuple[str, ...]:
    """The codes of what must be fixed in the present text, each once."""
    found = (finding.code.value for finding in findings_of(item) if finding.severity is Severity.BLOCKING)
    return tuple(dict.fromkeys(found))


def blocks_review(item: ContentItem) -> bool:
    """Whether a finding stands in the way of the present text that nobody submitted it in spite of."""
    codes = frozenset(blocking_codes(item))
    if not codes:
        return False
    override = override_of(item)
    return override is None or not codes <= override.codes


def override_of(item: ContentItem) -> Override | None:
    """What the present words were last submitted in spite of; an edit makes it moot."""
    submissions = (event for event in reversed(item.history) if event.action is Action.SUBMIT)
    newest = next(submissions, None)
    is_current = newest is not None and newest.revision_id == item.current_revision_id
    return override_in(newest) if newest is not None and is_current else None


def override_in(event: ItemEvent) -> Override | None:
    """The override a step in the history recorded, if it was one."""
    if not event.overridden:
        return None
    by = event.actor.name if event.actor else None
    return Override(frozenset(event.overridden), event.note, by, event.created_at)


def _context(item: ContentItem, twins: Sequence[Twin], beside: Sequence[str]) -> RuleContext:
    return RuleContext(
        platform=item.platform,
        language=item.language,
        never_words=never_words(item.voice.never) if item.voice else (),
        persona_never=never_words(item.persona.never),
        facts=tuple(filter(None, (*_facts(item), *beside))),
        moments=tuple(_moments(item)),
        blanks=_blanks(item),
        twins=tuple(twins),
    )


def _blanks(item: ContentItem) -> Blanks | None:
    """What may stand in braces in a reply template: its variables, those of its snippets, and the snippets it knows."""
    if item.kind is not ContentKind.REPLY_TEMPLATE or item.reply is None:
        return None
    own, snippets = item.reply.variables or (), item.reply.snippets or {}
    elsewhere = {name for said in snippets.values() for name in parse(said["text"]).blanks}
    lent = (variable for said in snippets.values() for variable in said["variables"])
    facts = {fact["name"] for fact in item.product.facts} if item.product else set()
    return Blanks(
        known=frozenset(variable["name"] for variable in (*own, *lent)),
        expected=tuple(variable["name"] for variable in own if variable["name"] not in elsewhere),
        snippets=frozenset(snippets),
        without_fact=tuple((each["name"], each["fact"]) for each in own if each.get("fact", "") not in {"", *facts}),
    )


def _facts(item: ContentItem) -> Iterator[str]:
    """Whatever the house itself wrote down about what the copy may speak of."""
    yield item.occasion
    yield from (item.community.name, item.community.brand, item.community.purpose)
    yield from (item.community.entry_condition, item.community.speaking_norms, item.community.activity_rules)
    if item.product:
        yield item.product.name
        yield from (f"{fact['name']} {fact['value']}" for fact in item.product.facts)
    if item.event:
        yield from (item.event.name, item.event.theme, item.event.place, item.event.way_to_join, item.event.prizes)
    if item.campaign:
        yield from (item.campaign.name, item.campaign.theme)
    if item.topic:
        yield from (item.topic["title"], *item.topic["points"])
    if item.column:
        yield from (item.column.name, item.column.theme)
    if item.voice:
        yield from (item.voice.role, *item.voice.always, *item.voice.samples)


def _moments(item: ContentItem) -> Iterator[datetime]:
    """When it is sent, when the event takes place and when the campaign begins and ends, on the community's clock."""
    zone = zone_of(item.community.timezone)
    event_times = (item.event.starts_at, item.event.ends_at) if item.event else ()
    yield from (at.astimezone(zone) for at in (item.slot_at, *event_times) if at)
    if item.campaign:
        yield from (datetime.combine(day, time.min, zone) for day in (item.campaign.first, item.campaign.last))
