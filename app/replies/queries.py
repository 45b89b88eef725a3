"""Reading for the pages of the library: the grid of scenarios and member states, and the list of templates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models import Community, ContentItem, Persona, ReplyTemplate, Revision, Voice
from app.replies.cards import states_of
from app.replies.filtering import let_through, with_words
from app.replies.sieve import Sieve
from content_calendar.search_marks import Passage, marked
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import OUT, State

PAGE = 50
_HEADLINE, _EXCERPT = 90, 160


@dataclass(frozen=True, slots=True)
class Cell:
    """How many templates a scenario has for members in one state; None stands for members in any state.

    `offered` can be used now, `waiting` are being drafted, written or reviewed, `expired` are past their day.
    """

    scenario: Scenario
    state: MemberState | None
    offered: int = 0
    waiting: int = 0
    expired: int = 0

    @property
    def total(self) -> int:
        return self.offered + self.waiting + self.expired


@dataclass(frozen=True, slots=True)
class Grid:
    """A row for each scenario: its cells for members in any state, then state by state."""

    rows: tuple[tuple[Scenario, tuple[Cell, ...]], ...]
    offered: int
    waiting: int
    expired: int

    @property
    def total(self) -> int:
        return self.offered + self.waiting + self.expired


@dataclass(frozen=True, slots=True)
class Line:
    """One template of the list. `variants` counts the wordings of its answer, itself included."""

    id: int
    headline: tuple[Passage, ...]
    excerpt: tuple[Passage, ...]
    scenario: Scenario
    states: tuple[MemberState, ...]
    persona: Persona
    voice: str
    state: State
    short_code: str
    snippet_key: str
    variables: tuple[str, ...]
    expires_on: date | None
    is_expired: bool
    answer: str
    variants: int
    uses: int

    @property
    def name(self) -> str:
        return "".join(passage.text for passage in self.headline)


@dataclass(frozen=True, slots=True)
class Found:
    lines: tuple[Line, ...]
    number: int
    pages: int
    total: int


def grid(session: Session, community: Community, sieve: Sieve, today: date) -> Grid:
    """Every template counts in the cell of each state it is for; one query."""
    counted: dict[tuple[Scenario, MemberState | None], list[int]] = {}
    sums = [0, 0, 0]
    columns = (ReplyTemplate.scenario, ReplyTemplate.member_states, ReplyTemplate.expires_on, ContentItem.state)
    query = select(*columns).join(ReplyTemplate.item).where(*let_through(community, sieve.without_cell(), today))
    for scenario, states, expires_on, state in session.execute(query):
        place = _place(state, expires_on, today)
        sums[place] += 1
        for each in states_of(states) or (None,):
            counted.setdefault((scenario, each), [0, 0, 0])[place] += 1
    rows = tuple((scenario, tuple(_cells(scenario, counted))) for scenario in Scenario)
    return Grid(rows, *sums)


def templates(session: Session, community: Community, sieve: Sieve, today: date, *, page: int = 1) -> Found:
    """The templates the sieve lets through, by scenario, newest first. Three queries at most."""
    ids = (
        select(ReplyTemplate.item_id, func.count().over().label("total"))
        .join(ReplyTemplate.item)
        .where(*let_through(community, sieve, today), *with_words(session, community, sieve.words))
    )
    order = (ReplyTemplate.scenario, ContentItem.updated_at.desc(), ContentItem.id.desc())
    rows = session.execute(ids.order_by(*order).limit(PAGE).offset((page - 1) * PAGE)).all()
    if not rows and page > 1:
        return templates(session, community, sieve, today)
    total = rows[0].total if rows else 0
    lines = _lines(session, community, [row.item_id for row in rows], sieve.words, today)
    return Found(lines, page, max(1, -(-total // PAGE)), total)


def _place(state: State, expires_on: date | None, today: date) -> int:
    if expires_on is not None and expires_on < today:
        return 2
    return 0 if state in OUT else 1


def _cells(scenario: Scenario, counted: dict[tuple[Scenario, MemberState | None], list[int]]) -> Iterable[Cell]:
    for state in (None, *MemberState):
        yield Cell(scenario, state, *counted.get((scenario, state), (0, 0, 0)))


def _lines(
    session: Session, community: Community, ids: Sequence[int], words: str, today: date
) -> tuple[Line, ...]:
    if not ids:
        return ()
    query = select(ContentItem).where(ContentItem.id.in_(ids)).options(
        joinedload(ContentItem.persona).load_only(Persona.name, Persona.color),
        joinedload(ContentItem.voice).load_only(Voice.name),
        joinedload(ContentItem.column), joinedload(ContentItem.reply),
        joinedload(ContentItem.current_revision).defer(Revision.provenance),
    )
    items = {item.id: item for item in session.scalars(query)}
    shown = [items[item_id] for item_id in ids]
    variants = _variants(session, community, {item.reply.answer for item in shown if item.reply})
    return tuple(_line(item, item.reply, variants, words, today) for item in shown if item.reply)


def _variants(session: Session, community: Community, answers: Iterable[str]) -> dict[str, int]:
    query = (
        select(ReplyTemplate.answer, func.count().label("count"))
        .join(ReplyTemplate.item)
        .where(
            ReplyTemplate.community_id == community.id, ReplyTemplate.answer.in_(sorted(answers)),
            ContentItem.state != State.ARCHIVED,
        )
        .group_by(ReplyTemplate.answer)
    )
    return {row.answer: row[1] for row in session.execute(query)}


def _line(item: ContentItem, card: ReplyTemplate, variants: dict[str, int], words: str, today: date) -> Line:
    copy = item.current_revision.copy() if item.current_revision else None
    return Line(
        id=item.id, headline=marked(item.headline(), words, at_most=_HEADLINE),
        excerpt=marked(copy.body if copy else "", words, at_most=_EXCERPT), scenario=card.scenario,
        states=states_of(card.member_states), persona=item.persona, voice=item.voice.name if item.voice else "",
        state=item.state, short_code=card.short_code, snippet_key=card.snippet_key,
        variables=tuple(variable["name"] for variable in card.variables), expires_on=card.expires_on,
        is_expired=card.expires_on is not None and card.expires_on < today, answer=card.answer,
        variants=variants.get(card.answer, 1), uses=card.uses,
    )
