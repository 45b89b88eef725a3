"""Reading for the pages of choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, func, not_, select
from sqlalchemy.orm import Session, joinedload

from app.choices.rivals import FEWEST, rivals_of
from app.library import service as library
from app.models import Choice, Community, ContentItem, Persona, PostStanding, User
from app.models.learning import Contest
from content_calendar.ranking import Pick
from content_calendar.workflow import State

PAGE = 25
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Contender:
    """A candidate as it stood: its chance, and the engagement rate foreseen with its 80 % interval."""

    item_id: int
    headline: str
    propensity: float
    mean: float
    low: float
    high: float
    blocked: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One choice of the log. `may_undo` says that nothing is in the way as far as a list can tell."""

    id: int
    contest: Contest
    persona: Persona
    slot_at: datetime
    item_id: int
    headline: str
    state: State
    pick: Pick
    propensity: float
    weights: Mapping[str, float]
    seed: int
    contenders: tuple[Contender, ...]
    made_by: str
    made_at: datetime
    undone_at: datetime | None
    may_undo: bool
    has_numbers: bool


@dataclass(frozen=True, slots=True)
class Log:
    entries: tuple[Entry, ...]
    number: int
    pages: int
    total: int

    def together(self) -> Iterator[tuple[Entry, ...]]:
        """Entries that one press of a button made."""
        for _key, made in groupby(self.entries, key=lambda one: (one.made_at, one.made_by, one.contest)):
            yield tuple(made)


@dataclass(frozen=True, slots=True)
class Undecided:
    """A slot with several approved posts."""

    persona: Persona
    slot_at: datetime
    posts: tuple[tuple[int, str], ...]
    """Number and headline of each."""
    is_taken: bool
    """One left already; the others are in its way no more than it in theirs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The other posts for an item's slot, and whether the ranking can decide between the approved ones."""

    rivals: Sequence[ContentItem]
    approved: int
    is_taken: bool

    @property
    def may_decide(self) -> bool:
        return self.approved >= FEWEST and not self.is_taken


def standing_of(session: Session, item: ContentItem) -> Standing:
    """One query; empty for a post without a time."""
    rivals = rivals_of(session, item) if item.slot_at else ()
    everyone = [item, *rivals]
    return Standing(
        rivals, sum(one.state is State.APPROVED for one in everyone),
        any(one.state in (State.EXPORTED, State.PUBLISHED) for one in everyone),
    )


def log_page(session: Session, community: Community, *, page: int) -> Log:
    """Newest first; three queries."""
    total = session.scalar(select(func.count(Choice.id)).where(Choice.community_id == community.id)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(page, 1), pages)
    return Log(_entries(session, _choices(community).limit(PAGE).offset((number - 1) * PAGE)), number, pages, total)


def whole_log(session: Session, community: Community) -> Iterator[Entry]:
    """Every choice, newest first, read a few hundred at a time."""
    query, start = _choices(community).limit(_AT_ONCE), 0
    while entries := _entries(session, query.offset(start)):
        yield from entries
        start += len(entries)


def _choices(community: Community) -> Select[Choice, Persona, str, int]:
    return (
        select(Choice, Persona, User.name, PostStanding.item_id.label("counted"))
        .join(Persona, Persona.id == Choice.persona_id)
        .outerjoin(User, User.id == Choice.made_by_id)
        .outerjoin(PostStanding, PostStanding.item_id == Choice.item_id)
        .where(Choice.community_id == community.id)
        .order_by(Choice.created_at.desc(), Choice.slot_at, Choice.id)
    )


def _entries(session: Session, query: Select[Choice, Persona, str, int]) -> tuple[Entry, ...]:
    """Two queries."""
    rows = session.execute(query).all()
    ids = {one["item_id"] for row in rows for one in row.Choice.candidates} | {row.Choice.item_id for row in rows}
    items = _items(session, ids)
    return tuple(_entry(row.Choice, row.Persona, row.name or "", bool(row.counted), items) for row in rows)


def undecided(session: Session, community: Community, *, now: datetime) -> tuple[Undecided, ...]:
    """Slots ahead where approved posts keep each other from leaving, soonest first; one query."""
    query = (
        select(ContentItem)
        .where(
            ContentItem.community_id == community.id, ContentItem.state == State.APPROVED, ContentItem.slot_at > now,
            not_(library.uncontested()),
        )
        .options(
            joinedload(ContentItem.current_revision), joinedload(ContentItem.persona), joinedload(ContentItem.column)
        )
        .order_by(ContentItem.slot_at, ContentItem.persona_id, ContentItem.platform, ContentItem.id)
    )
    found = groupby(session.scalars(query), key=lambda item: (item.slot_at, item.persona_id, item.platform))
    return tuple(_undecided(tuple(items)) for _key, items in found)


def personas_of(session: Session, community: Community) -> Sequence[Persona]:
    return session.scalars(select(Persona).where(Persona.community_id == community.id).order_by(Persona.id)).all()


def _undecided(items: Sequence[ContentItem]) -> Undecided:
    first = items[0]
    posts = tuple((item.id, item.headline()) for item in items)
    return Undecided(first.persona, first.slot_at or first.created_at, posts, is_taken=len(items) < FEWEST)


def _items(session: Session, ids: Iterable[int]) -> Mapping[int, ContentItem]:
    query = (
        select(ContentItem).where(ContentItem.id.in_(list(ids)))
        .options(joinedload(ContentItem.current_revision), joinedload(ContentItem.column))
    )
    return {item.id: item for item in session.scalars(query)}


def _entry(
    choice: Choice, persona: Persona, made_by: str, has_numbers: bool, items: Mapping[int, ContentItem]
) -> Entry:
    item = items[choice.item_id]
    chosen = choice.source_id or choice.item_id
    contenders = tuple(
        Contender(
            one["item_id"], items[one["item_id"]].headline() if one["item_id"] in items else "", one["propensity"],
            one["mean"], one["low"], one["high"], bool(one.get("blocked")), one["item_id"] == chosen,
        )
        for one in choice.candidates
    )
    open_states = (State.APPROVED,) if choice.contest is Contest.RIVALS else (
        State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED,
    )
    return Entry(
        id=choice.id, contest=choice.contest, persona=persona, slot_at=choice.slot_at, item_id=item.id,
        headline=item.headline(), state=item.state, pick=choice.pick, propensity=choice.propensity,
        weights=choice.weights, seed=choice.seed, contenders=contenders, made_by=made_by, made_at=choice.created_at,
        undone_at=choice.undone_at, may_undo=choice.undone_at is None and item.state in open_states,
        has_numbers=has_numbers,
    )
