"""What a copywriter is given and what it gives back: plain values, so that it never sees a database row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from content_calendar.content import Copy
from content_calendar.vocabulary import (
    ChangeReason,
    Form,
    Goal,
    Instruction,
    Language,
    MemberState,
    Need,
    Platform,
    Scenario,
    Scene,
    Stage,
    Tactic,
    Value,
    WriterKind,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One checkable statement about a product or event: `name` 规格, `value` 400 克 × 2 盒."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class CommunityBrief:
    name: str
    brand: str
    platform: Platform
    purpose: str = ""
    rules: tuple[str, ...] = ()
    """Entry condition, speaking norms, activity rules: what a reply template may refer to."""


@dataclass(frozen=True, slots=True)
class PersonaBrief:
    """Who is spoken to. `address` is how members are called in a post (姐妹们, 各位)."""

    name: str
    summary: str = ""
    address: str = ""
    static: str = ""
    dynamic: str = ""
    opinions: str = ""
    channels: str = ""
    never: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    member_state: MemberState | None = None


@dataclass(frozen=True, slots=True)
class VoiceBrief:
    """Who speaks."""

    name: str
    role: str = ""
    tone: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductBrief:
    name: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicBrief:
    """One entry of a column's topic bank 选题库: a title and the points an editor wants made."""

    title: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventBrief:
    """An event; `when` is already put in words in the community's zone."""

    name: str
    theme: str = ""
    when: str = ""
    place: str = ""
    way_to_join: str = ""
    prizes: str = ""


@dataclass(frozen=True, slots=True)
class ReplyBrief:
    """A ready answer: the moment it is for, the members it is said to, the blanks it may hold, without braces."""

    scenario: Scenario
    member_states: tuple[MemberState, ...] = ()
    variables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AdaptBrief:
    """An approved answer to fit to what one member wrote; a brief has it beside its reply.

    `message` is masked; `template` still has its blanks.
    """

    message: str
    template: str


@dataclass(frozen=True, slots=True)
class ReworkBrief:
    """A text that exists and what to do with it. `findings` are sentences of the copy rules in the brief's language.

    The brief's own language and platform are those the new text is for; these are where the text comes from.
    """

    instruction: Instruction
    text: Copy
    language: Language
    platform: Platform
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything one piece of copy is written from. `slot_at` is aware, in the community's zone.

    `avoid` holds texts already said to this persona lately, newest first: the copy must not repeat them.
    `examples` are approved texts of this persona that members liked, best first, never of the item's own series.
    `touch` counts a campaign's reminders 七次触达, 1 to 7; 0 outside a campaign.
    `sent_back_for` are a reviewer's reasons, for a writer that cannot read the sentences in `note`.
    `prompt` is the key of the prompt its column wishes for, empty for the one that suits.
    """

    language: Language
    community: CommunityBrief
    persona: PersonaBrief
    voice: VoiceBrief
    value: Value
    stage: Stage
    form: Form
    seed: int
    slot_at: datetime | None = None
    goal: Goal | None = None
    scene: Scene = Scene.NONE
    occasion: str = ""
    column: str = ""
    theme: str = ""
    topic: TopicBrief | None = None
    product: ProductBrief | None = None
    event: EventBrief | None = None
    avoid: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    touch: int = 0
    tactic: Tactic | None = None
    reply: ReplyBrief | None = None
    adapt: AdaptBrief | None = None
    rework: ReworkBrief | None = None
    note: str = ""
    sent_back_for: tuple[ChangeReason, ...] = ()
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a text came from; kept with the revision for ever. Tokens are counts, latency is milliseconds.

    `cost_micros` is in millionths of the unit of `currency`, None while the model has no price. `revises` is the number
    of the version a person changed, 0 when there was none. `platform` and `language` are those it was written for.
    """

    writer: WriterKind
    prompt: str = ""
    prompt_version: str = ""
    endpoint: str = ""
    model: str = ""
    parameters: dict[str, object] = field(default_factory=dict)
    input_hash: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    latency_ms: int = 0
    seed: int = 0
    cost_micros: int | None = None
    currency: str = ""
    revises: int = 0
    platform: Platform | None = None
    language: Language | None = None
    hands: tuple[int, ...] = ()
    """Ids of people whose words these were already where they were taken from: four eyes must know them here too."""
    taken_from: int | None = None
    """The item whose words these are, None for words of its own."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One request to a model: tokens are counts, latency is milliseconds, `outcome` a Trouble's identifier or empty.

    `prompt` and its version say what for, as far as the request was made with a prompt of the library.
    """

    endpoint: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    latency_ms: int = 0
    outcome: str = ""
    prompt: str = ""
    prompt_version: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A draft, where it came from, and every request it took."""

    copy: Copy
    provenance: Provenance
    usage: tuple[Usage, ...] = ()


class CopywriterError(Exception):
    """Base of everything that can go wrong while writing.

    CopywriterError
    ├── FormulaMissing        the offline writer has no formula for this value, form and language
    ├── EndpointBusy          try later: time-out, 408, 409, 429, 5xx, connection lost (`retry_after` seconds)
    ├── EndpointRefused       will not work by trying again: 401, 403, 404, wrong model, unsupported request
    └── AnswerUnusable        an answer came but holds no valid draft (`raw_text` is kept)
    """

    code = "copywriter_error"
    usage: tuple[Usage, ...] = ()
    """Requests that were made, and may have to be paid, before it went wrong."""


class FormulaMissing(CopywriterError):
    code = "formula_missing"


class EndpointBusy(CopywriterError):
    code = "endpoint_busy"

    def __init__(self, message: str, retry_after: float = 30.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class EndpointRefused(CopywriterError):
    code = "endpoint_refused"


class AnswerUnusable(CopywriterError):
    code = "answer_unusable"

    def __init__(self, message: str, raw_text: str = "") -> None:
        super().__init__(message)
        self.raw_text = raw_text


class Copywriter(Protocol):
    """Both the offline writer and a model behind an endpoint."""

    kind: WriterKind

    def write(self, brief: Brief) -> Written:
        """One draft. Raises a CopywriterError; opens no transaction and keeps no state between calls."""
        ...
