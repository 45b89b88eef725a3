"""Taking a template to a member: what has to be asked for first, and the words once all is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.library import service as library
from app.library.diff import edit_distance
from app.models import Community, ContentItem, ReplyTemplate, ReplyUse
from app.replies.cards import notes_of, ready_of
from app.reply_desk.suggest import usable
from app.reply_desk.suggest_forms import BLANK, MOST_BLANKS
from app.reply_desk.suggest_known import Known, Source, filled
from content_calendar.content import Copy
from content_calendar.message import Message
from content_calendar.replies.variables import MAX_VALUE
from content_calendar.vocabulary import MemberState, Platform

MOST_TEXT = 10_000
"""Characters of an edited answer that are compared with the filled one."""


class NoLongerOffered(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This template is not on offer any more: it was changed, has expired or waits for review."),
            _l("Search again and take another one."),
        )


class CannotBePutTogether(Conflict):
    """The template itself is at fault; the cause is a Message."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an operator sent with Enter. `asks` wants the blanks shown though all is known; `was_asked`: they were."""

    values: Mapping[str, str] = field(repr=False)
    state: MemberState | None = None
    key: str = ""
    asks: bool = False
    was_asked: bool = False
    is_suggested: bool = False

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Order:
        """From a form; what is too long is cut, which its blank then says."""
        blanks = [(name.removeprefix(BLANK), value) for name, value in sent.items() if name.startswith(BLANK)]
        return cls(
            values={name: value[: MAX_VALUE + 1] for name, value in blanks[:MOST_BLANKS]},
            state=MemberState.named(sent.get("members", "")), key=sent.get("key", ""), asks=bool(sent.get("ask")),
            was_asked=bool(sent.get("asked")), is_suggested=bool(sent.get("suggested")),
        )


def offered_item(session: Session, community: Community, item_id: int, today: date) -> ContentItem:
    """The template, through the gate. Raises NotFound outside the community, NoLongerOffered."""
    item = usable(session, community, item_id, today)
    if item is None:
        library.get_item(session, community.id, item_id)
        raise NoLongerOffered
    return item


def known_of(item: ContentItem, order: Order, today: date) -> Known:
    """The template with what was given and what is known in it. Raises CannotBePutTogether."""
    ready = ready_of(item)
    if isinstance(ready, Message):
        raise CannotBePutTogether(ready)
    known = filled(ready, Source.of(item, order.values, order.state, today))
    if known.problems:
        raise CannotBePutTogether(known.problems[0])
    return known


def platform_notes(item: ContentItem) -> Mapping[Platform, str]:
    """What an operator should know on a platform."""
    return notes_of(item.reply.platform_notes) if item.reply else {}


def note_edit(session: Session, use: ReplyUse, before: str, after: str) -> int:
    """How many characters were changed before sending, from now on part of the use; neither text is kept."""
    distance = edit_distance(Copy(body=before[:MOST_TEXT]), Copy(body=after[:MOST_TEXT]))
    session.refresh(use, with_for_update=True)  # told twice at once it is still one edit
    if distance and not use.edit_distance:
        card = update(ReplyTemplate).where(ReplyTemplate.item_id == use.item_id)
        session.execute(
            card.values(edited=ReplyTemplate.edited + 1).execution_options(synchronize_session=False)
        )
    use.edit_distance = max(use.edit_distance, distance)
    session.flush()
    return distance
