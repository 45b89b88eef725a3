"""What the database knows about the replies of a file. Each function is one query unless it says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, Persona, Product, ReplyTemplate, Revision, Voice
from app.replies.transfer.choices import Choices
from app.replies.transfer.row import Setting
from app.uploads.names import Names
from content_calendar.vocabulary import Scenario
from content_calendar.workflow import State

BATCH = 5_000
"""Numbers in one query: databases take some ten thousand."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A template of the library, by what others are compared with it."""

    item_id: int
    simhash: str
    scenario: Scenario
    answer: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The words of a template for the page."""

    name: str
    words: str


def setting_of(session: Session, community: Community, choices: Choices, today: date) -> Setting:
    """What the cells are read by; four queries."""
    personas = _rows(session, Persona, community)
    first = choices.persona_id if choices.persona_id in {row[0] for row in personas} else None
    persona_id = first or next((row[0] for row in personas), None)
    codes, snippets = _names_taken(session, community)
    return Setting(
        choices.model_copy(update={"persona_id": persona_id}), _by_name(personas),
        _by_name(_rows(session, Voice, community)), _by_name(_rows(session, Product, community)),
        next((row[1] for row in personas if row[0] == persona_id), ""), codes, snippets, today,
    )


def personas_of(session: Session, community: Community) -> tuple[tuple[int, str], ...]:
    """(id, name) of whom replies may be for."""
    return tuple((row[0], row[1]) for row in _rows(session, Persona, community))


def imported_before(session: Session, community: Community, keys: Sequence[str]) -> Mapping[str, bool]:
    """Of these keys those that were imported; true for what is archived now. A query for every 5,000."""
    found: dict[str, bool] = {}
    for start in range(0, len(keys), BATCH):
        query = select(ContentItem.import_key, ContentItem.state).where(
            ContentItem.community_id == community.id, ContentItem.import_key.in_(keys[start : start + BATCH])
        )
        found |= {row.import_key: row.state is State.ARCHIVED for row in session.execute(query) if row.import_key}
    return found


def standing(session: Session, community: Community) -> list[Standing]:
    """Every template with words, the archive left out."""
    query = (
        select(ReplyTemplate.item_id, Revision.simhash, ReplyTemplate.scenario, ReplyTemplate.answer)
        .join(ReplyTemplate.item)
        .join(Revision, Revision.id == ContentItem.current_revision_id)
        .where(ReplyTemplate.community_id == community.id, ContentItem.state != State.ARCHIVED, Revision.simhash != "")
        .order_by(ReplyTemplate.item_id)
    )
    return [Standing(*row) for row in session.execute(query)]


def shown(session: Session, item_ids: Collection[int]) -> Mapping[int, Shown]:
    """The words of these templates. A query for every 5,000."""
    wanted, found = sorted(item_ids), dict[int, Shown]()
    for start in range(0, len(wanted), BATCH):
        query = (
            select(Revision)
            .join(ContentItem, ContentItem.current_revision_id == Revision.id)
            .where(ContentItem.id.in_(wanted[start : start + BATCH]))
        )
        for revision in session.scalars(query):
            found[revision.item_id] = Shown(revision.title, revision.copy().text())
    return found


def _names_taken(session: Session, community: Community) -> tuple[frozenset[str], frozenset[str]]:
    query = select(ReplyTemplate.short_code, ReplyTemplate.snippet_key).join(ReplyTemplate.item)
    living = query.where(ReplyTemplate.community_id == community.id, ContentItem.state != State.ARCHIVED)
    rows = session.execute(living).all()
    return frozenset(row[0] for row in rows if row[0]), frozenset(row[1] for row in rows if row[1])


def _rows(
    session: Session, table: type[Persona | Voice | Product], community: Community
) -> Sequence[tuple[int, str, str]]:
    own = select(table.id, table.name, table.key).where(table.community_id == community.id).order_by(table.id)
    return [(row[0], row[1], row[2]) for row in session.execute(own)]


def _by_name(rows: Sequence[tuple[int, str, str]]) -> Names[int]:
    return Names.of((row[0], row[1:]) for row in rows)
