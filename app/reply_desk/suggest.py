"""What to answer a member whose message was pasted: whether a person must first, and the three best templates.

A message lives as long as its request. Nothing here writes it down, logs it or hands it on; what a community keeps is
masked before (`suggest_keeping`), and so is what a model is shown (`suggest_adapting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.field_flaws import CONTROL_CHARACTER
from app.core.zones import zone_of
from app.library.approval import NotApproved, require_approved
from app.models import Community, ContentItem
from app.replies.cards import Ready, expiry_of, ready_of
from app.reply_desk.index import offer_of
from app.reply_desk.suggest_known import Blank, Known, Source, Values, filled
from content_calendar.message import Message
from content_calendar.replies.recognising import Reading, read
from content_calendar.replies.signals import Signal, needs_a_person, signals
from content_calendar.replies.suggesting import Suggestion, suggest
from content_calendar.vocabulary import ContentKind, MemberState, Term

MOST = 3
MAX_MESSAGE = 60_000
"""Characters of one message; more than that is no message but a file."""
_SPARE = 3
"""Templates that were found beyond the wanted ones, for those that may not be used any more."""


class MessageFault(Term):
    EMPTY = (
        "message_empty",
        "还没有粘贴消息。请把成员说的话贴进来。",
        "There is no message yet. Paste what the member wrote.",
    )
    TOO_LONG = (
        "message_too_long",
        "这条消息有 {count} 个字，最多读 {most} 个。请只贴要回答的那一段。",
        "The message has {count} characters, at most {most} are read. Paste the part to be answered.",
    )


class NoTemplate(Term):
    NONE = (
        "no_reply_template",
        "听起来是「{scenario}」，但没有审核过、没过期的话术可用。",
        "It sounds like “{scenario}”, but no approved template that is still true answers it.",
    )


@dataclass(frozen=True, slots=True)
class Pasted:
    """What an operator asks with: the member's words, their state if known, and what goes into blanks by name."""

    message: str = field(repr=False)
    state: MemberState | None = None
    values: Values = field(default_factory=dict, repr=False)

    def fault(self) -> Message | None:
        """Why this message cannot be read."""
        if not self.message.strip():
            return Message(MessageFault.EMPTY)
        if len(self.message) > MAX_MESSAGE:
            return Message(MessageFault.TOO_LONG, {"count": len(self.message), "most": MAX_MESSAGE})
        return None

    @classmethod
    def cleaned(cls, message: str, state: MemberState | None, values: Values) -> Pasted:
        """Without control characters, which chats bring along and no database keeps."""
        return cls(CONTROL_CHARACTER.sub("", message.replace("\r\n", "\n")), state, values)


@dataclass(frozen=True, slots=True)
class Option:
    """A template that may be sent, as far as it is filled, and why it is among the best."""

    item: ContentItem
    reasons: tuple[Message, ...]
    known: Known


@dataclass(frozen=True, slots=True)
class Suggested:
    """`signals` come first: while `needs_person`, the options are not for copying. `note` says why there are none."""

    reading: Reading
    signals: tuple[Signal, ...]
    options: tuple[Option, ...]
    note: Message | None = None

    @property
    def needs_person(self) -> bool:
        return needs_a_person(self.signals)

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """What is asked for, once for all templates that want it."""
        asked = {blank.variable.name: blank for each in reversed(self.options) for blank in reversed(each.known.blanks)}
        return tuple(reversed(asked.values()))


def suggestions(session: Session, community: Community, pasted: Pasted, *, now: datetime) -> Suggested:
    """The best templates for a message that has no fault; two queries beside those that keep the index fresh."""
    offer = offer_of(session, community, now)
    found = suggest(pasted.message, offer.index, limit=MOST + _SPARE, state=pasted.state, lean=offer.leans)
    today = now.astimezone(zone_of(community.timezone)).date()
    options = tuple(_options(session, community, found.best, pasted, today))[:MOST]
    note = found.note if options else _why_none(found.note, found.reading)
    return Suggested(found.reading, signals(pasted.message), options, note)


def usable(session: Session, community: Community, item_id: int, today: date) -> ContentItem | None:
    """The template of that number if it may be sent; None also for another community's."""
    found = _loaded(session, community, [item_id]).get(item_id)
    return found if found is not None and _may_be_sent(found, today) else None


def option_of(item: ContentItem, reasons: tuple[Message, ...], pasted: Pasted, today: date) -> Option | None:
    """The template with what is known in it; None when it cannot be put together."""
    ready = ready_of(item)
    if not isinstance(ready, Ready):
        return None
    return Option(item, reasons, filled(ready, source_of(item, pasted, today)))


def source_of(item: ContentItem, pasted: Pasted, today: date) -> Source:
    """Where the template's blanks are filled from; a state that was not given is the one the message shows."""
    return Source.of(item, pasted.values, pasted.state or read(pasted.message).state, today)


def _options(
    session: Session, community: Community, best: Sequence[Suggestion], pasted: Pasted, today: date
) -> Iterator[Option]:
    items = _loaded(session, community, [each.entry.key for each in best])
    for each in best:
        item = items.get(each.entry.key)
        option = option_of(item, each.reasons, pasted, today) if item and _may_be_sent(item, today) else None
        if option:
            yield option


def _loaded(session: Session, community: Community, item_ids: Sequence[int]) -> dict[int, ContentItem]:
    query = (
        select(ContentItem)
        .where(
            ContentItem.id.in_(item_ids), ContentItem.community_id == community.id,
            ContentItem.kind == ContentKind.REPLY_TEMPLATE,
        )
        .options(
            joinedload(ContentItem.reply), joinedload(ContentItem.current_revision), joinedload(ContentItem.product),
            joinedload(ContentItem.persona), joinedload(ContentItem.voice),
        )
    )
    return {item.id: item for item in session.scalars(query)} if item_ids else {}


def _may_be_sent(item: ContentItem, today: date) -> bool:
    """The gate, and the last day."""
    try:
        require_approved(item)
    except NotApproved:
        return False
    return item.reply is not None and not item.reply.snippet_key and expiry_of(item, today) is None


def _why_none(note: Message | None, reading: Reading) -> Message | None:
    if note is not None or reading.scenario is None:
        return note
    return Message(NoTemplate.NONE, {"scenario": reading.scenario})
