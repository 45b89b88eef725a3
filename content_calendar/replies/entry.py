"""A template as the desk finds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content_calendar.vocabulary import MemberState, Scenario, Term

Lean = Mapping[int, float]
"""What speaks for a template beside its words, by its key: 1 is neutral, 1.5 a favourite. Values from 0 to 10."""
NO_LEAN: Lean = MappingProxyType({})


class Place(Term):
    """Where a template was hit."""

    SHORT_CODE = "short_code", "短码", "Short code"
    TITLE = "title", "标题", "Title"
    TAGS = "tags", "标签", "Tags"
    SCENARIO = "scenario", "场景", "Scenario"
    STATES = "states", "用户状态", "Member states"
    BODY = "body", "正文", "Body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`key` is unique in an index. No `states` means members in any state."""

    key: int
    title: str
    body: str
    scenario: Scenario
    states: tuple[MemberState, ...] = ()
    short_code: str = ""
    tags: tuple[str, ...] = ()

    def heads(self) -> tuple[tuple[Place, str], ...]:
        """What it is called by: everything but the body."""
        states = tuple((Place.STATES, state.zh) for state in self.states)
        tags = tuple((Place.TAGS, tag) for tag in self.tags)
        return ((Place.TITLE, self.title), (Place.SCENARIO, self.scenario.zh), *states, *tags)

    def suits(self, state: MemberState | None) -> bool:
        """Whether it may be said to members in `state`; None asks for nothing."""
        return state is None or not self.states or state in self.states


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a hit must be; empty asks for nothing. A template for members in any state suits every state."""

    scenarios: frozenset[Scenario] = frozenset()
    states: frozenset[MemberState] = frozenset()
    tags: frozenset[str] = frozenset()
    keys: frozenset[int] | None = None
    """Only these templates: favourites, or what has not expired."""

    def admits(self, entry: Entry) -> bool:
        """Whether `entry` is what was asked for."""
        return (
            (not self.scenarios or entry.scenario in self.scenarios)
            and (not self.states or not entry.states or not self.states.isdisjoint(entry.states))
            and self.tags <= frozenset(entry.tags)
            and (self.keys is None or entry.key in self.keys)
        )

    def is_open(self) -> bool:
        """Whether everything is admitted."""
        return self == Filters()
