"""Replies and playbooks as instances share them: plain values, by keys and names instead of ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from app.core.field_flaws import message_of, shortened
from app.core.i18n import words
from app.core.text_fields import Day, Line, Name, ShortLine, Text
from app.replies.cards import Card
from app.replies.playbooks import LAST_DAY, MOST_STEPS
from app.replies.transfer.problems import Problem, Remark
from app.replies.transfer.row import Row, Setting
from app.replies.transfer.sound import check, code_of, named, note_past, snippet_of
from content_calendar.content import Copy
from content_calendar.message import Message
from content_calendar.replies.variables import MAX_CHOICES, Variable, VariableKind
from content_calendar.vocabulary import Language, MemberState, Platform, Scenario

Key = Annotated[ShortLine, Field(min_length=1, max_length=64)]


class _Shared(BaseModel):
    model_config = ConfigDict(frozen=True)


class SharedVariable(_Shared):
    """A declared blank."""

    name: Line
    kind: VariableKind = VariableKind.TEXT
    default: Line = ""
    choices: Annotated[tuple[Line, ...], Field(max_length=MAX_CHOICES)] = ()
    fact: Line = ""
    required: bool = True

    def variable(self) -> Variable:
        return Variable(**self.model_dump())


class SharedReply(_Shared):
    """One template. `key` is its own, `answer` that of all its wordings."""

    key: Key
    scenario: Scenario
    states: tuple[MemberState, ...] = ()
    title: ShortLine = ""
    hook: Line = ""
    body: Text = ""
    call_to_action: Text = ""
    variables: Annotated[tuple[SharedVariable, ...], Field(max_length=100)] = ()
    short_code: ShortLine = ""
    snippet_key: ShortLine = ""
    answer: Annotated[ShortLine, Field(max_length=32)] = ""
    expires_on: Day | None = None
    notes: Mapping[Platform, Text] = {}
    persona: ShortLine = ""
    voice: ShortLine = ""
    product: ShortLine = ""
    platform: Platform | None = None
    language: Language | None = None

    def copy_of_it(self) -> Copy:
        return Copy(title=self.title, hook=self.hook, body=self.body, call_to_action=self.call_to_action)


class SharedStep(_Shared):
    """A template of a playbook, by its key; `day` counts from the one the member came into the state."""

    reply: Key
    day: Annotated[int, Field(ge=0, le=LAST_DAY)]
    note: Text = ""


class SharedPlaybook(_Shared):
    key: Annotated[Key, AfterValidator(str.casefold)]
    name: Name
    member_state: MemberState
    steps: Annotated[tuple[SharedStep, ...], Field(min_length=1, max_length=MOST_STEPS)]


def row_of(number: int, given: Any, setting: Setting) -> tuple[Row, str]:
    """One reply of a shared file as it will be judged, and its key there."""
    row = Row(number)
    try:
        reply = SharedReply.model_validate(given)
    except ValidationError as error:
        row.name, row.words = _shown(given, "title"), _shown(given, "body")
        row.problems = [_flaw(detail) for detail in error.errors(include_url=False)[:5]]
        return row, ""
    row.copy = reply.copy_of_it()
    row.name, row.words = reply.title, row.copy.text()
    if not row.words.strip():
        row.problems.append(Message(Problem.NO_WORDS))
    row.card = _card(row, reply, setting)
    check(row)
    return row, reply.key


def _card(row: Row, reply: SharedReply, setting: Setting) -> Card:
    persona = named(row, reply.persona, setting.personas, Remark.NO_SUCH_PERSONA, setting.persona_name)
    note_past(row, reply.expires_on, setting)
    return Card(
        scenario=reply.scenario, member_states=tuple(state for state in MemberState if state in reply.states),
        variables=tuple(one.variable() for one in reply.variables), short_code=code_of(row, reply.short_code, setting),
        snippet_key=snippet_of(row, reply.snippet_key), answer=reply.answer, expires_on=reply.expires_on,
        platform_notes=dict(reply.notes), persona_id=persona or setting.choices.persona_id,
        voice_id=named(row, reply.voice, setting.voices, Remark.NO_SUCH_VOICE),
        product_id=named(row, reply.product, setting.products, Remark.NO_SUCH_PRODUCT),
        platform=reply.platform, language=reply.language,
    )


def _flaw(detail: Any) -> Message:
    where = ".".join(str(part) for part in detail["loc"]) or "—"
    return Message(Problem.NOT_AS_SHARED, {"where": shortened(where), "why": words(message_of(detail))})


def _shown(given: Any, part: str) -> str:
    return shortened(given.get(part, "")) if isinstance(given, dict) else shortened(given)
