"""What is known without asking when a template is filled: who speaks, where, to whom, about what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.models import ContentItem
from app.replies.cards import Ready
from content_calendar.message import Message
from content_calendar.replies.braces import Piece, PieceKind, parse
from content_calendar.replies.filling import Filled, Missing, fill
from content_calendar.replies.variables import Facts, ProductFact, Variable, VariableKind, written
from content_calendar.vocabulary import Language, MemberState

Values = Mapping[str, str]

_PRODUCT = frozenset({"产品", "产品名", "商品", "商品名", "product", "product name"})
_BRAND = frozenset({"品牌", "品牌名", "店名", "brand", "shop"})
_COMMUNITY = frozenset({"社群", "社群名", "群名", "群", "community", "group"})
_VOICE = frozenset({"人设", "我", "我的名字", "客服", "顾问", "voice", "my name"})
_ADDRESS = frozenset({"称呼", "大家", "address", "everyone"})
_STATE = frozenset({"用户状态", "成员状态", "member state"})
"""“状态” alone is as often that of an order."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a template: words as they are sent, or a blank that still has to be filled."""

    text: str
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank an operator may fill: what was given for it, and why that does not do."""

    variable: Variable
    given: str
    problem: Message | None


@dataclass(frozen=True, slots=True)
class Known:
    """A template with all that is known in it. `problems` concern the template itself and mend it elsewhere."""

    parts: tuple[Part, ...]
    blanks: tuple[Blank, ...]
    problems: tuple[Message, ...]

    @property
    def text(self) -> str:
        """What can be sent; empty while something is missing."""
        return "" if self.is_open else "".join(part.text for part in self.parts)

    @property
    def is_open(self) -> bool:
        return bool(self.problems) or any(blank.problem for blank in self.blanks)


@dataclass(frozen=True, slots=True)
class Source:
    """Where values come from: the template's own people and product, what was given, the local day."""

    values: Values
    facts: Facts
    given: Values
    today: date
    language: Language

    @classmethod
    def of(cls, item: ContentItem, given: Values, state: MemberState | None, today: date) -> Source:
        """What is known of `item`'s surroundings; it is loaded with them."""
        return cls(dict(_values(item, state)), facts_of(item), given, today, item.language)

    def fill(self, text: str, declared: tuple[Variable, ...]) -> Filled | Missing:
        """`text` with its blanks filled: what was given, then what is known, then defaults and facts."""
        every = {each.name: self.given.get(each.name, "").strip() or self.known(each) for each in declared}
        return fill(text, declared, every, facts=self.facts, today=self.today, language=self.language.value)

    def known(self, variable: Variable) -> str:
        """What goes into it unasked; empty when that does not suit its kind, such as a name for a choice."""
        value = self.values.get(variable.name.casefold(), "")
        does = value and not isinstance(written(variable, value, self.language.value), Message)
        return value if does else ""


def filled(ready: Ready, source: Source) -> Known:
    """The template as far as it can be filled, with what is left to ask."""
    found = {each.name: source.fill(f"{{{each.name}}}", (each,)) for each in ready.variables}
    blanks = tuple(_blank(each, found[each.name], source) for each in ready.variables if _is_asked(each, source))
    whole, asked = source.fill(ready.text, ready.variables), {blank.variable.name for blank in blanks}
    left = whole.problems if isinstance(whole, Missing) else ()
    parts = tuple(_part(piece, found.get(piece.name)) for piece in parse(ready.text).pieces)
    return Known(parts, blanks, tuple(each.message for each in left if each.name not in asked))


def facts_of(item: ContentItem) -> Facts:
    """The facts of the template's product by their names."""
    facts = item.product.facts if item.product else []
    return {fact["name"]: ProductFact(fact["value"]) for fact in facts}


def _part(piece: Piece, value: Filled | Missing | None) -> Part:
    if piece.kind is PieceKind.BLANK and isinstance(value, Filled):
        return Part(value.text)
    return Part(piece.text, is_blank=piece.kind is PieceKind.BLANK)


def _is_asked(variable: Variable, source: Source) -> bool:
    """Facts are never asked for; what is known is, once somebody wants it otherwise."""
    if variable.kind is VariableKind.FACT:
        return False
    return bool(source.given.get(variable.name, "").strip()) or not source.known(variable)


def _blank(variable: Variable, value: Filled | Missing, source: Source) -> Blank:
    problem = value.problems[0].message if isinstance(value, Missing) else None
    return Blank(variable, source.given.get(variable.name, ""), problem)


def _values(item: ContentItem, state: MemberState | None) -> Iterator[tuple[str, str]]:
    named = (
        (_PRODUCT, item.product.name if item.product else ""), (_BRAND, item.community.brand),
        (_COMMUNITY, item.community.name), (_VOICE, item.voice.name if item.voice else ""),
        (_ADDRESS, item.persona.address), (_STATE, state.label(item.language) if state else ""),
    )
    yield from ((name, value) for names, value in named for name in names if value)
