"""The writer behind an endpoint: a prompt of the library in, a checked draft and its provenance out."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial

from app.copywriter.answer import AnswerInvalid, parse, to_copy
from app.copywriter.brief import Brief, CopywriterError, Provenance, Usage, Written
from app.copywriter.capability import REMEMBERED, AnswerFormat, Capabilities, with_best_format
from app.copywriter.draft_schema import SCHEMA_NAME, DraftAnswer, draft_schema
from app.copywriter.endpoint import Completion, Endpoint, Speaker, Turn
from app.copywriter.fencing import prompt_values
from app.copywriter.prompt_choice import prompt_key
from app.copywriter.prompt_inputs import KINDS
from app.copywriter.prompty import Prompt, PromptSource, load_prompt, partials, prompt_keys
from app.copywriter.sandbox import Sandbox
from app.copywriter.trouble import Trouble, unusable
from content_calendar.vocabulary import Language, WriterKind

MAX_RENDERED = 60_000  # characters of one part
_SEED_LIMIT = 2**31  # endpoints keep the seed in a signed 32-bit number
_QUOTED_ANSWER = 8_000
_REPAIR = {
    Language.ZH: "上面的回答不合格：\n{faults}\n请改正这些问题，只输出一个完整的 JSON 对象，不要任何其他文字。",
    Language.EN: (
        "The answer above is not valid:\n{faults}\nCorrect this and answer with one complete JSON object alone."
    ),
}


class ModelWriter:
    """Writes through `endpoint` with the prompts that `prompts` gives; safe to share between threads."""

    kind = WriterKind.MODEL

    def __init__(
        self, endpoint: Endpoint, capabilities: Capabilities = REMEMBERED, prompts: PromptSource = load_prompt
    ) -> None:
        self._endpoint = endpoint
        self._capabilities = capabilities
        self._prompts = prompts

    def write(self, brief: Brief) -> Written:
        """One draft, after at most one repair turn.

        Raises EndpointBusy, EndpointRefused, AnswerUnusable, or another CopywriterError for a prompt that cannot be
        filled from this brief; the error carries the usage of every request made until then.
        """
        prompt = self._prompts(prompt_key(brief))
        talk = _Talk(self._endpoint, self._capabilities, prompt, brief)
        try:
            answer = talk.answer()
        except CopywriterError as error:
            error.usage = talk.account()
            raise
        return Written(to_copy(answer, brief), talk.provenance(), talk.account())


class _Talk:
    """One conversation about one draft: what was asked, and what every request took."""

    def __init__(self, endpoint: Endpoint, capabilities: Capabilities, prompt: Prompt, brief: Brief) -> None:
        self.usage: list[Usage] = []
        self._endpoint = endpoint
        self._capabilities = capabilities
        self._prompt = prompt
        self._brief = brief
        self._turns = render(prompt, brief)
        self._parameters: dict[str, object] = {}
        self._model = endpoint.model

    def answer(self) -> DraftAnswer:
        first = self._ask(self._turns)
        try:
            return parse(first.text)
        except AnswerInvalid as fault:
            self._spoil()
            repaired = self._ask([*self._turns, *_repair(first, fault, self._brief.language)], repaired=True)
        try:
            return parse(repaired.text)
        except AnswerInvalid as fault:
            self._spoil()
            raise unusable(Trouble.INVALID_DRAFT, str(fault), repaired.text) from None

    def account(self) -> tuple[Usage, ...]:
        """Every request that was made until now, and the prompt it was made with."""
        return tuple(
            replace(each, prompt=self._prompt.key, prompt_version=self._prompt.version) for each in self.usage
        )

    def provenance(self) -> Provenance:
        """Where the draft came from; tokens and time are those of all its requests."""
        return Provenance(
            writer=WriterKind.MODEL,
            prompt=self._prompt.key,
            prompt_version=self._prompt.version,
            endpoint=self._endpoint.host,
            model=self._model,
            parameters={**self._prompt.parameters.model_dump(), **self._parameters},
            input_hash=input_hash(self._turns),
            prompt_tokens=sum(each.prompt_tokens for each in self.usage),
            completion_tokens=sum(each.completion_tokens for each in self.usage),
            latency_ms=sum(each.latency_ms for each in self.usage),
            seed=self._brief.seed,
            platform=self._brief.community.platform,
            language=self._brief.language,
        )

    def _ask(self, turns: list[Turn], *, repaired: bool = False) -> Completion:
        completion, used = with_best_format(self._endpoint, self._capabilities, partial(self._complete, turns))
        self._model = completion.model
        self._parameters = {"response_format": used.value, "repaired": repaired}
        return completion

    def _complete(self, turns: list[Turn], answer_format: AnswerFormat) -> Completion:
        """The last step of the ladder leaves the seed out too: some endpoints refuse a request for naming one."""
        plainest = answer_format is AnswerFormat.TEXT
        try:
            completion = self._endpoint.complete(
                turns,
                response_format=_response_format(answer_format),
                max_tokens=self._prompt.parameters.max_tokens,
                temperature=self._prompt.parameters.temperature,
                seed=None if plainest else self._brief.seed % _SEED_LIMIT,
            )
        except CopywriterError as error:
            self.usage += error.usage
            raise
        self.usage.append(completion.usage)
        return completion

    def _spoil(self) -> None:
        """The last answer was paid for and held no draft."""
        self.usage[-1] = replace(self.usage[-1], outcome=Trouble.INVALID_DRAFT.value)


def render(prompt: Prompt, brief: Brief) -> list[Turn]:
    """The conversation that asks for `brief`. Raises TemplateRefused when the prompt cannot be filled."""
    values = prompt_values(brief, _schema_text())
    declared = {name: values[name] for name in prompt.inputs if name in values}
    return [
        Turn(Speaker.SYSTEM, prompt_sandbox().render(prompt.system, declared)),
        Turn(Speaker.USER, prompt_sandbox().render(prompt.user, declared)),
    ]


@cache
def prompt_sandbox() -> Sandbox:
    """Where prompts are filled: no functions, the library's partials, and no more than MAX_RENDERED."""
    return Sandbox(KINDS, partials=partials(), max_output=MAX_RENDERED, remembered=256)


def compile_shipped() -> None:
    """Read and compile every prompt that ships, for whoever writes later; a faulty one waits until it is used."""
    for key in prompt_keys():
        with suppress(CopywriterError):
            prompt = load_prompt(key)
            prompt_sandbox().compile(prompt.system)
            prompt_sandbox().compile(prompt.user)


def input_hash(turns: list[Turn]) -> str:
    """SHA-256 (64 hex digits) of everything said to the model: equal questions, equal hash."""
    rendered = "\0".join(f"{turn.speaker}\0{turn.text}" for turn in turns)
    return hashlib.sha256(rendered.encode()).hexdigest()


@cache
def _schema_text() -> str:
    return json.dumps(draft_schema(), ensure_ascii=False)


def _response_format(answer_format: AnswerFormat) -> dict[str, object] | None:
    if answer_format is AnswerFormat.JSON_SCHEMA:
        schema = {"name": SCHEMA_NAME, "strict": True, "schema": draft_schema()}
        return {"type": answer_format.value, "json_schema": schema}
    return {"type": answer_format.value} if answer_format is AnswerFormat.JSON_OBJECT else None


def _repair(completion: Completion, fault: AnswerInvalid, language: Language) -> list[Turn]:
    return [
        Turn(Speaker.ASSISTANT, completion.text[:_QUOTED_ANSWER]),
        Turn(Speaker.USER, _REPAIR[language].format(faults=fault)),
    ]
