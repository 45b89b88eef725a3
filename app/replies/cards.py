"""The card of a reply template as plain values, and how it stands in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.models import ContentItem, ReplyTemplate
from content_calendar.message import Message
from content_calendar.replies.filling import expired
from content_calendar.replies.snippets import stack
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import Language, MemberState, Platform, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is known of a reply template beside its words.

    `member_states` is empty for members in any state. `answer` is what its variants have in common, empty for an
    answer of its own. `snippet_key` names a passage that stands in other templates. `expires_on` is the last local
    day on which it is true. Without a persona, platform or language it is for the community's first persona, where
    the community is, in the persona's language.
    """

    scenario: Scenario
    member_states: tuple[MemberState, ...] = ()
    variables: tuple[Variable, ...] = ()
    short_code: str = ""
    snippet_key: str = ""
    answer: str = ""
    expires_on: date | None = None
    platform_notes: Mapping[Platform, str] = field(default_factory=dict)
    persona_id: int | None = None
    voice_id: int | None = None
    product_id: int | None = None
    platform: Platform | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A template as an operator gets it: its snippets in their place, and every blank that may be asked for."""

    text: str
    variables: tuple[Variable, ...]


def card_of(item: ContentItem) -> Card:
    """The card of a template. Raises ValueError for an item that has none."""
    row = _row(item)
    return Card(
        scenario=row.scenario, member_states=states_of(row.member_states), variables=variables_of(row.variables),
        short_code=row.short_code, snippet_key=row.snippet_key, answer=row.answer, expires_on=row.expires_on,
        platform_notes=notes_of(row.platform_notes), persona_id=item.persona_id, voice_id=item.voice_id,
        product_id=item.product_id, platform=item.platform, language=item.language,
    )


def ready_of(item: ContentItem) -> Ready | Message:
    """The words of the template with what its approval bound them to; a Message when a snippet cannot be put in."""
    row, revision = _row(item), item.current_revision
    kept = row.snippets or {}
    text = revision.copy().text() if revision else ""
    stacked = stack(text, {name: said["text"] for name, said in kept.items()})
    if isinstance(stacked, Message):
        return stacked
    declared = [*variables_of(row.variables)]
    for name in stacked.used:
        declared += variables_of(kept[name]["variables"])
    first = {variable.name: variable for variable in reversed(declared)}
    return Ready(stacked.text, tuple(first[name] for name in dict.fromkeys(each.name for each in declared)))


def expiry_of(item: ContentItem, today: date) -> Message | None:
    """Why the template is no longer true on this local day, if so."""
    return expired(_row(item).expires_on, today)


def plain(variable: Variable) -> dict[str, Any]:
    """A declared blank as it is stored; what says nothing is left out."""
    said: dict[str, Any] = {"name": variable.name, "kind": variable.kind.value}
    said |= {"default": variable.default} if variable.default else {}
    said |= {"choices": list(variable.choices)} if variable.choices else {}
    said |= {"fact": variable.fact} if variable.fact else {}
    return said if variable.required else said | {"required": False}


def variables_of(stored: Iterable[Mapping[str, Any]] | None) -> tuple[Variable, ...]:
    """The declared blanks as they are stored."""
    return tuple(
        Variable(
            name=said["name"], kind=VariableKind.named(said.get("kind", "")) or VariableKind.TEXT,
            default=said.get("default", ""), choices=tuple(said.get("choices", ())), fact=said.get("fact", ""),
            required=said.get("required", True),
        )
        for said in stored or ()
    )


def states_of(stored: Iterable[str] | None) -> tuple[MemberState, ...]:
    """In the order of the vocabulary, so that the same states are always written alike."""
    named = set(stored or ())
    return tuple(state for state in MemberState if state.value in named)


def notes_of(stored: Mapping[str, Any] | None) -> dict[Platform, str]:
    return {platform: str(stored[platform.value]) for platform in Platform if stored and platform.value in stored}


def _row(item: ContentItem) -> ReplyTemplate:
    if item.reply is None:
        raise ValueError(f"item {item.id} is no reply template")
    return item.reply
