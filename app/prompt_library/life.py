"""The life of one prompt: the file it began as, every version people proposed, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.copywriter.golden_case import INTRUDER
from app.copywriter.prompty import Prompt, load_prompt, prompt_keys
from app.core.errors import NotFound
from app.models import PromptVersion, VersionState
from app.prompt_library.records import NO_RECORD, Record, records
from app.prompt_library.service import SHIPPED, in_production, readable, versions_label
from content_calendar.vocabulary import Language

LOCALES = {Language.ZH: "zh-CN", Language.EN: "en"}


@dataclass(frozen=True, slots=True)
class GoldenLine:
    """What one golden case said; `attacked` when every text of the brief was an attack."""

    case: str
    attacked: bool
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version in the life of a prompt. The shipped file is number 0 and has neither people nor moments."""

    number: int
    label: str
    text: str
    record: Record
    serves: bool
    state: VersionState | None = None
    note: str = ""
    author_id: int | None = None
    author: str = ""
    at: datetime | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    retired_by: str = ""
    retired_at: datetime | None = None
    reason: str = ""
    golden: tuple[GoldenLine, ...] = ()
    golden_at: datetime | None = None

    @property
    def passed(self) -> bool:
        """Whether its golden cases were run and none found a fault."""
        return bool(self.golden) and not any(line.faults for line in self.golden)


@dataclass(frozen=True, slots=True)
class Life:
    """A prompt with all its versions, newest first, the shipped file last."""

    key: str
    prompt: Prompt | None
    versions: tuple[Version, ...]
    record: Record

    @property
    def serving(self) -> Version:
        return next(version for version in self.versions if version.serves)

    @property
    def newest(self) -> int:
        """The number of the newest version, 0 when there is only the shipped file."""
        return self.versions[0].number

    @property
    def name(self) -> str:
        return self.prompt.name if self.prompt else self.key

    @property
    def family(self) -> str:
        """The folder it lies in."""
        return self.key.partition("/")[0]

    @property
    def stem(self) -> str:
        """Its name within the folder."""
        return self.key.partition("/")[2]

    @property
    def locale(self) -> str:
        """The language of its text, as pages name it."""
        return LOCALES[Language(self.key.rpartition(".")[2])]

    def version(self, number: int) -> Version:
        """Raises NotFound."""
        found = next((version for version in self.versions if version.number == number), None)
        if found is None:
            raise NotFound
        return found


def life(session: Session, key: str) -> Life:
    """One prompt with its versions and their records; seven queries. Raises NotFound."""
    if key not in prompt_keys():
        raise NotFound
    people = (PromptVersion.author, PromptVersion.decided_by, PromptVersion.retired_by)
    query = (
        select(PromptVersion)
        .where(PromptVersion.key == key)
        .options(*(joinedload(person) for person in people))
        .order_by(PromptVersion.number.desc())
    )
    rows = session.scalars(query).all()
    found = records(session, [key], by_version=True)
    serving = next((row.number for row in rows if row.state is VersionState.APPROVED), SHIPPED)
    versions = tuple(_version(row, found, serving) for row in rows)
    prompt = readable(in_production(session), key)
    return Life(key, prompt, (*versions, _shipped(key, found, serving)), found.get((key, ""), NO_RECORD))


def _shipped(key: str, found: Mapping[tuple[str, str], Record], serving: int) -> Version:
    prompt = load_prompt(key)
    record = found.get((key, prompt.version), NO_RECORD)
    return Version(SHIPPED, prompt.version, prompt.text, record, serves=serving == SHIPPED)


def _version(row: PromptVersion, found: Mapping[tuple[str, str], Record], serving: int) -> Version:
    label = versions_label(row.number)
    return Version(
        number=row.number, label=label, text=row.text, record=found.get((row.key, label), NO_RECORD),
        serves=row.number == serving, state=row.state, note=row.note, author_id=row.author_id, author=row.author.name,
        at=row.created_at, decided_by=row.decided_by.name if row.decided_by else "", decided_at=row.decided_at,
        retired_by=row.retired_by.name if row.retired_by else "", retired_at=row.retired_at, reason=row.reason,
        golden=tuple(_golden_line(kept["case"], kept["faults"]) for kept in row.golden), golden_at=row.golden_at,
    )


def _golden_line(name: str, faults: Sequence[str]) -> GoldenLine:
    plain = name.removesuffix(INTRUDER)
    return GoldenLine(plain.rstrip(" ·"), plain != name, tuple(faults))
