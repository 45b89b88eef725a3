"""Which templates the library shows: what stands in its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from app.core.row_ids import row_id
from content_calendar.vocabulary import MemberState, Scenario, Term

ANYONE = "anyone"
"""In an address: for members in any state."""
MOST_WORDS, MOST_ANSWER = 100, 32


class Standing(Term):
    """Whether a template can be used now."""

    OFFERED = "offered", "可用", "In use"
    WAITING = "waiting", "待完成", "Not yet"
    EXPIRED = "expired", "已过期", "Expired"
    ARCHIVED = "archived", "已归档", "Archived"


@dataclass(frozen=True, slots=True)
class Sieve:
    """Each part None, empty or False for all; without a standing everything but the archive.

    `members` is a MemberState, or ANYONE for templates that are for members in any state.
    """

    words: str = ""
    scenario: Scenario | None = None
    members: str = ""
    persona: int | None = None
    voice: int | None = None
    standing: Standing | None = None
    answer: str = ""
    snippets: bool = False

    @classmethod
    def read(cls, sent: MultiDict[str, str]) -> Self:
        """What cannot be read is left out: an old link still shows a library."""
        members = sent.get("members", "")
        return cls(
            words=typed_line(sent.get("q", ""), MOST_WORDS), scenario=Scenario.named(sent.get("scenario", "")),
            members=members if members == ANYONE or MemberState.named(members) else "",
            persona=_number(sent.get("persona", "")), voice=_number(sent.get("voice", "")),
            standing=Standing.named(sent.get("standing", "")), answer=typed_line(sent.get("answer", ""), MOST_ANSWER),
            snippets=bool(sent.get("snippets")),
        )

    def parameters(self) -> dict[str, str]:
        """As they stand in an address."""
        return dict(self._parameters())

    def _parameters(self) -> Iterator[tuple[str, str]]:
        for field in fields(self):
            chosen = getattr(self, field.name)
            if chosen:
                yield "q" if field.name == "words" else field.name, "1" if chosen is True else str(chosen)

    def but(self, **changes: Any) -> Self:
        return replace(self, **changes)

    def without_cell(self) -> Self:
        """The same for every cell of the grid."""
        return replace(self, scenario=None, members="", words="", standing=None, answer="")

    @property
    def state(self) -> MemberState | None:
        return MemberState.named(self.members)

    @property
    def is_empty(self) -> bool:
        return self == type(self)()


def typed_line(text: str, limit: int) -> str:
    """What was typed as every database can be asked for it."""
    return "".join(filter(str.isprintable, text)).strip()[:limit]


def _number(text: str) -> int | None:
    with suppress(ValueError):
        return row_id(text)
    return None
