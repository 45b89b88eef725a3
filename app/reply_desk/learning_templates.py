"""A template as the pages of what works name it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.models import ContentItem, ReplyTemplate, Revision
from app.replies.cards import states_of
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Template:
    """A template as these pages name it."""

    id: int
    name: str
    text: str
    scenario: Scenario
    states: tuple[MemberState, ...]
    state: State
    uses: int
    edited: int
    helped: int
    unanswered: int
    escalated: int
    last_used_at: datetime | None
    expires_on: date | None

    @property
    def settled(self) -> int:
        return self.helped + self.unanswered + self.escalated


def templates_of(session: Session, ids: Iterable[int]) -> Mapping[int, Template]:
    """The named templates by their number; one query."""
    wanted: Sequence[int] = sorted(set(ids))
    if not wanted:
        return {}
    query = select(ContentItem).where(ContentItem.id.in_(wanted)).options(
        joinedload(ContentItem.reply), joinedload(ContentItem.column),
        joinedload(ContentItem.current_revision).defer(Revision.provenance),
    )
    return {item.id: _template(item, item.reply) for item in session.scalars(query) if item.reply}


def _template(item: ContentItem, card: ReplyTemplate) -> Template:
    copy = item.current_revision.copy() if item.current_revision else None
    return Template(
        id=item.id, name=item.headline(), text=copy.text() if copy else "", scenario=card.scenario,
        states=states_of(card.member_states), state=item.state, uses=card.uses, edited=card.edited,
        helped=card.helped, unanswered=card.unanswered, escalated=card.escalated, last_used_at=card.last_used_at,
        expires_on=card.expires_on,
    )
