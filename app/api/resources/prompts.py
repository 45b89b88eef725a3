"""The prompt library, which all communities share: what serves, its versions, and proposing another."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import Field

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.refusals import Flawed
from app.api.shapes import N_, Asked, Created, Sent, Shown
from app.communities.written_shares import whole_number
from app.copywriter.prompty import MAX_PROMPT
from app.core.i18n import language
from app.core.row_ids import MAX_ID
from app.core.text_fields import Line
from app.models import Scope, VersionState
from app.prompt_library import queries, service
from app.prompt_library.checking import typed
from app.prompt_library.life import Life, Version, life
from app.prompt_library.queries import Entry
from app.prompt_library.records import Record
from app.prompt_library.refusals import PromptFaulty
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role

_ONE = "/prompts/<family>/<name>"

Number = Annotated[int, whole_number(0, MAX_ID), Field(json_schema_extra={"minimum": 0, "maximum": MAX_ID})]


class PromptsAsked(Asked):
    language: Language | None = Field(None, description=N_("Only prompts of this language."))


class RecordShown(Shown):
    """How texts written with it fared; a share is null while there are too few."""

    drafts: int = Field(examples=[120])
    approval: float | None = Field(description=N_("Share of drafts approved at the first look."), examples=[0.82])
    edits: float | None = Field(description=N_("Median of characters changed before the approval."), examples=[14])
    engagement: float | None = Field(description=N_("Reactions for each one who saw it."), examples=[0.08])


class PromptListed(Shown):
    """One prompt; `number` is that of the version that serves, 0 for the file the product ships with."""

    key: str = Field(examples=["posts/learning.zh"])
    name: str = Field(examples=["学习类内容"])
    description: str = Field(examples=["讲清一件事，给一个今天就能做的步骤"])
    language: Language
    number: int = Field(examples=[3])
    label: str = Field(examples=["#3"])
    waiting: int = Field(description=N_("Versions nobody has decided on yet."), examples=[0])
    record: RecordShown


class PromptList(Shown):
    data: tuple[PromptListed, ...]


class VersionShown(Shown):
    """One version with its text; the shipped file is number 0."""

    number: int = Field(examples=[3])
    label: str = Field(examples=["#3"])
    serves: bool = Field(description=N_("Whether it is in production."))
    state: VersionState | None
    note: str = Field(description=N_("What changes and why."), examples=["更短的开头"])
    author_id: int | None = Field(examples=[2])
    created_at: datetime | None = Field(examples=["2027-02-20T08:00:00Z"])
    reason: str = Field(description=N_("Why it was sent back or retired."), examples=[""])
    passed: bool = Field(description=N_("Whether its golden cases were run and none found a fault."))
    record: RecordShown
    text: str = Field(examples=["---\nname: …\n---\n…"])


class PromptShown(Shown):
    """One prompt with all its versions, the newest first."""

    key: str = Field(examples=["posts/learning.zh"])
    name: str = Field(examples=["学习类内容"])
    newest: int = Field(description=N_("Number of the newest version, to propose another with."), examples=[3])
    versions: tuple[VersionShown, ...]


class VersionNew(Sent):
    """A version for others to decide on. `newest` is the number of the newest one its author knew of."""

    text: Annotated[str, Field(max_length=MAX_PROMPT)] = Field(examples=["---\nname: …\n---\n…"])
    note: Line = Field("", description=N_("What changes and why."), examples=["更短的开头"])
    newest: Number = Field(examples=[3])


@endpoint("GET", "/prompts", scope=Scope.READ, role=Role.VIEWER, summary=_l("List prompts"))
def list_prompts(call: Call, query: PromptsAsked) -> PromptList:
    """All of them with their record; six queries."""
    shelves = queries.shelves(call.session, query.language)
    return PromptList(data=tuple(_listed(entry) for shelf in shelves for entry in shelf.entries))


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a prompt with its versions"))
def get_prompt(call: Call, family: str, name: str) -> PromptShown:
    """Seven queries."""
    found = life(call.session, f"{family}/{name}")
    return PromptShown(
        key=found.key, name=found.name, newest=found.newest, versions=tuple(map(_version, found.versions))
    )


@endpoint(
    "POST", f"{_ONE}/versions", scope=Scope.PROMPTS, role=Role.EDITOR, summary=_l("Propose a version of a prompt"),
    details=_l("Its golden cases are run; somebody else decides on it."),
)
def propose_version(call: Call, actor: Actor, family: str, name: str, body: VersionNew) -> Created[VersionShown]:
    """Faults are told with their lines."""
    found: Life = life(call.session, f"{family}/{name}")
    try:
        made = service.propose(
            call.session, found.key, typed(body.text), note=body.note, newest=body.newest, actor=actor, now=call.now
        )
    except PromptFaulty as refusal:
        raise Flawed([
            {"pointer": "/text", "detail": fault.text(language()), "code": fault.cause.code.value}
            for fault in refusal.faults
        ]) from None
    shown = _version(life(call.session, found.key).version(made.number))
    return Created(shown, at=f"{ROOT}/prompts/{found.key}")


def _listed(entry: Entry) -> PromptListed:
    return PromptListed(
        key=entry.key, name=entry.name, description=entry.description, language=entry.language, number=entry.number,
        label=entry.version, waiting=entry.waiting, record=_record(entry.record),
    )


def _version(version: Version) -> VersionShown:
    return VersionShown(
        number=version.number, label=version.label, serves=version.serves, state=version.state, note=version.note,
        author_id=version.author_id, created_at=version.at, reason=version.reason, passed=version.passed,
        record=_record(version.record), text=version.text,
    )


def _record(record: Record) -> RecordShown:
    return RecordShown.model_validate(record, from_attributes=True)
