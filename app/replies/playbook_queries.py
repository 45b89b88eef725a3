"""Reading for the pages of playbooks: all of them, one, and what can be added to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, Playbook, PlaybookStep, ReplyTemplate
from app.replies import playbook_caps
from app.replies.cards import states_of
from app.replies.filtering import let_through, with_words
from app.replies.playbook_caps import Other
from app.replies.playbook_sheet import is_ready
from app.replies.playbooks import items_of, may_be_sent
from app.replies.sieve import Sieve, Standing
from content_calendar.message import Message
from content_calendar.vocabulary import MemberState, Scenario

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A template as a playbook names it. `ready`: it may be sent today; `suits`: it is for members in the state."""

    id: int
    name: str
    text: str
    scenario: Scenario
    states: tuple[MemberState, ...]
    ready: bool
    expires_on: date | None

    def suits(self, state: MemberState) -> bool:
        return not self.states or state in self.states


@dataclass(frozen=True, slots=True)
class Entry:
    """A playbook in the list; `stuck` steps may not be sent today."""

    id: int
    name: str
    member_state: MemberState
    active: bool
    days: tuple[int, ...]
    stuck: int


def playbooks(session: Session, community: Community, today: date) -> tuple[Entry, ...]:
    """All of them by state and name; three queries."""
    query = select(Playbook).where(Playbook.community_id == community.id).order_by(Playbook.name, Playbook.id)
    rows = session.scalars(query).all()
    steps = _steps(session, [row.id for row in rows])
    items = items_of(session, community, (item_id for some in steps.values() for item_id, _day in some))
    order = list(MemberState)
    entries = (_entry(row, steps.get(row.id, ()), items, today) for row in rows)
    return tuple(sorted(entries, key=lambda entry: (order.index(entry.member_state), entry.name)))


def choices_of(session: Session, community: Community, ids: Sequence[int], today: date) -> Mapping[int, Choice]:
    """The templates of a playbook's steps; one query."""
    return {item_id: _choice(item, today) for item_id, item in items_of(session, community, ids).items()}


def found_for(
    session: Session, community: Community, state: MemberState | None, typed: str, today: date
) -> tuple[Choice, ...]:
    """Approved templates to add: those that match what was typed, those written for the state first. Two queries."""
    sieve = Sieve(standing=Standing.OFFERED)
    query = (
        select(ReplyTemplate.item_id)
        .join(ReplyTemplate.item)
        .where(
            *let_through(community, sieve, today), *with_words(session, community, typed),
            ReplyTemplate.snippet_key == "",
        )
        .order_by(func.coalesce(ReplyTemplate.score, 0.5).desc(), ContentItem.updated_at.desc(), ContentItem.id)
        .limit(MOST_FOUND * 5)
    )
    ids = session.scalars(query).all()
    items = items_of(session, community, ids)
    choices = [_choice(items[each], today) for each in ids if each in items and may_be_sent(items[each])]
    if state is not None:
        choices.sort(key=lambda choice: (not choice.suits(state), not choice.states))
    return tuple(choices[:MOST_FOUND])


def warnings_of(
    session: Session, community: Community, playbook_id: int, state: MemberState, days: Sequence[int]
) -> tuple[Message, ...]:
    """What to heed beside the caps the steps keep; two queries."""
    query = select(Playbook.id, Playbook.name).where(
        Playbook.community_id == community.id, Playbook.member_state == state, Playbook.active,
        Playbook.id != playbook_id,
    )
    rows = session.execute(query.order_by(Playbook.id)).all()
    steps = _steps(session, [row.id for row in rows])
    others = [Other(row.name, tuple(day for _item, day in steps.get(row.id, ()))) for row in rows]
    return playbook_caps.warnings(community, days, others)


def _steps(session: Session, ids: Sequence[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    """(item, day) of the steps of each playbook."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    if not ids:
        return found
    query = select(PlaybookStep.playbook_id, PlaybookStep.item_id, PlaybookStep.day)
    query = query.where(PlaybookStep.playbook_id.in_(ids))
    for playbook_id, item_id, day in session.execute(query.order_by(PlaybookStep.playbook_id, PlaybookStep.position)):
        found[playbook_id] = (*found.get(playbook_id, ()), (item_id, day))
    return found


def _entry(
    row: Playbook, steps: Sequence[tuple[int, int]], items: Mapping[int, ContentItem], today: date
) -> Entry:
    stuck = sum(item_id not in items or not is_ready(items[item_id], today) for item_id, _day in steps)
    return Entry(row.id, row.name, row.member_state, row.active, tuple(day for _item, day in steps), stuck)


def _choice(item: ContentItem, today: date) -> Choice:
    if item.reply is None:
        raise ValueError(f"item {item.id} is no reply template")
    copy = item.current_revision.copy() if item.current_revision else None
    return Choice(
        item.id, item.headline(), copy.text() if copy else "", item.reply.scenario,
        states_of(item.reply.member_states), is_ready(item, today), item.reply.expires_on,
    )
