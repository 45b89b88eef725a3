"""Reading for the pages of the prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from app.copywriter.prompty import PromptSource, load_prompt, prompt_keys
from app.core.errors import NotFound
from app.models import Community, ContentItem, PromptVersion, Revision, VersionState
from app.prompt_library.records import NO_RECORD, Record, records
from app.prompt_library.service import SHIPPED, get_version, in_production, readable, versions_label
from content_calendar.vocabulary import Language, Term

LATELY = 12


class Family(Term):
    """What prompts are for; the folder they lie in."""

    POSTS = "posts", "内容", "Posts"
    CAMPAIGNS = "campaigns", "活动触达", "Campaigns"
    REPLIES = "replies", "话术", "Replies"
    EDITS = "edits", "改写", "Edits"


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt in the list. `name` and `description` are in its own language, blank while it cannot be read."""

    key: str
    name: str
    description: str
    language: Language
    number: int
    version: str
    waiting: int
    record: Record

    @property
    def family(self) -> str:
        """The folder it lies in."""
        return self.key.partition("/")[0]

    @property
    def stem(self) -> str:
        """Its name within the folder."""
        return self.key.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The prompts of one family."""

    family: Family
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A text that was lately written with a prompt."""

    community_id: int
    community: str
    zone: str
    item_id: int
    headline: str
    persona: object
    column: str
    state: Term
    slot_at: datetime | None
    version: str


def shelves(session: Session, language: Language | None) -> tuple[Shelf, ...]:
    """Every prompt with its record, by family; six queries whatever their number."""
    keys = [key for key in prompt_keys() if language is None or key.endswith(f".{language}")]
    source, counts = in_production(session), _counts(session)
    found = records(session, keys)
    entries = [_entry(key, source, counts.get(key, (SHIPPED, 0)), found) for key in keys]
    grouped = ((family, tuple(each for each in entries if each.key.startswith(f"{family}/"))) for family in Family)
    return tuple(Shelf(family, mine) for family, mine in grouped if mine)


def waiting(session: Session) -> Sequence[PromptVersion]:
    """The versions nobody has decided on yet, oldest first, with their authors; one query."""
    query = (
        select(PromptVersion)
        .where(PromptVersion.state == VersionState.PROPOSED, PromptVersion.key.in_(prompt_keys()))
        .options(joinedload(PromptVersion.author))
        .order_by(PromptVersion.id)
    )
    return session.scalars(query).all()


def uses(session: Session, key: str, communities: Sequence[Community]) -> tuple[Use, ...]:
    """What was lately written with a prompt in these communities, newest first; one query."""
    query = (
        select(Revision)
        .join(Revision.item)
        .where(Revision.prompt == key, ContentItem.community_id.in_([community.id for community in communities]))
        .options(
            *(
                joinedload(Revision.item).joinedload(part)
                for part in (
                    ContentItem.community, ContentItem.persona, ContentItem.column, ContentItem.current_revision
                )
            )
        )
        .order_by(Revision.id.desc())
        .limit(LATELY)
    )
    return tuple(_use(revision) for revision in session.scalars(query))


def text_of(session: Session, key: str, number: int) -> str:
    """The text of a version, of the shipped file for 0. Raises NotFound."""
    if key not in prompt_keys():
        raise NotFound
    return load_prompt(key).text if number == SHIPPED else get_version(session, key, number).text


def approved_texts(session: Session) -> Mapping[str, str]:
    """What differs from the shipped files at this moment: the text in production of each key that people changed."""
    query = (
        select(PromptVersion.key, PromptVersion.text)
        .where(PromptVersion.state == VersionState.APPROVED)
        .order_by(PromptVersion.number)
    )
    return {key: text for key, text in session.execute(query)}  # noqa: C416 - a row is no pair to mypy


def _counts(session: Session) -> Mapping[str, tuple[int, int]]:
    """For each key people touched: the number in production and how many versions wait."""
    serving = func.max(case((PromptVersion.state == VersionState.APPROVED, PromptVersion.number), else_=SHIPPED))
    open_ones = func.sum(case((PromptVersion.state == VersionState.PROPOSED, 1), else_=0))
    query = select(PromptVersion.key, serving, open_ones).group_by(PromptVersion.key)
    return {key: (number, int(count)) for key, number, count in session.execute(query)}


def _entry(
    key: str, source: PromptSource, counts: tuple[int, int], found: Mapping[tuple[str, str], Record]
) -> Entry:
    prompt, (number, open_ones) = readable(source, key), counts
    return Entry(
        key=key, name=prompt.name if prompt else "", description=prompt.description if prompt else "",
        language=Language(key.rpartition(".")[2]), number=number, version=label_of(key, number), waiting=open_ones,
        record=found.get((key, ""), NO_RECORD),
    )


def label_of(key: str, number: int) -> str:
    """How a version is named: "#3", or for 0 what the shipped file calls itself. Raises PromptInvalid."""
    return versions_label(number) if number else load_prompt(key).version


def _use(revision: Revision) -> Use:
    item = revision.item
    return Use(
        community_id=item.community_id, community=item.community.name, zone=item.community.timezone, item_id=item.id,
        headline=item.headline(), persona=item.persona, column=item.column.name if item.column else "",
        state=item.state, slot_at=item.slot_at, version=revision.prompt_version,
    )
