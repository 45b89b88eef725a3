"""The writer behind an endpoint: a prompt of the library in, a checked draft and its provenance out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache, partial

from app.copywriter.answer import AnswerInvalid, parse, to_copy
from app.copywriter.brief import Brief, Provenance, Written
from app.copywriter.capability import REMEMBERED, AnswerFormat, Capabilities, with_best_format
from app.copywriter.draft_schema import SCHEMA_NAME, DraftAnswer, draft_schema
from app.copywriter.endpoint import Completion, Endpoint, Speaker, Turn
from app.copywriter.fencing import prompt_values
from app.copywriter.prompty import Prompt, load_prompt
from app.copywriter.sandbox import Sandbox
from app.copywriter.trouble import Trouble, unusable
from content_calendar.vocabulary import Language, WriterKind

_SEED_LIMIT = 2**31  # endpoints keep the seed in a signed 32-bit number
_QUOTED_ANSWER = 8_000
_REPAIR = {
    Language.ZH: "上面的回答不合格：\n{faults}\n请改正这些问题，只输出一个完整的 JSON 对象，不要任何其他文字。",
    Language.EN: (
        "The answer above is not valid:\n{faults}\nCorrect this and answer with one complete JSON object alone."
    ),
}


class ModelWriter:
    """Writes through `endpoint`; safe to share between threads, keeps nothing of a brief."""

    kind = WriterKind.MODEL

    def __init__(self, endpoint: Endpoint, capabilities: Capabilities = REMEMBERED) -> None:
        self._endpoint = endpoint
        self._capabilities = capabilities

    def write(self, brief: Brief) -> Written:
        """One draft, after at most one repair turn.

        Raises EndpointBusy, EndpointRefused, AnswerUnusable, or another CopywriterError for a prompt that cannot be
        filled from this brief.
        """
        prompt = load_prompt(f"posts/post.{brief.language}")
        turns = render(prompt, brief)
        completion, used = self._ask(prompt, brief, turns)
        provenance = _provenance(self._endpoint, prompt, brief, turns)
        provenance = _counted(provenance, completion, used)
        try:
            answer = parse(completion.text)
        except AnswerInvalid as fault:
            completion, used = self._ask(prompt, brief, [*turns, *_repair(completion, fault, brief.language)])
            provenance = _counted(provenance, completion, used, repaired=True)
            answer = _parse_repaired(completion)
        return Written(to_copy(answer, brief), provenance)

    def _ask(self, prompt: Prompt, brief: Brief, turns: list[Turn]) -> tuple[Completion, AnswerFormat]:
        return with_best_format(self._endpoint, self._capabilities, partial(self._complete, prompt, brief, turns))

    def _complete(self, prompt: Prompt, brief: Brief, turns: list[Turn], answer_format: AnswerFormat) -> Completion:
        """The last step of the ladder leaves the seed out too: some endpoints refuse a request for naming one."""
        plainest = answer_format is AnswerFormat.TEXT
        return self._endpoint.complete(
            turns,
            response_format=_response_format(answer_format),
            max_tokens=prompt.parameters.max_tokens,
            temperature=prompt.parameters.temperature,
            seed=None if plainest else brief.seed % _SEED_LIMIT,
        )


def render(prompt: Prompt, brief: Brief) -> list[Turn]:
    """The conversation that asks for `brief`. Raises TemplateRefused when the prompt cannot be filled."""
    values = prompt_values(brief, _schema_text())
    sandbox = _sandbox(frozenset(prompt.inputs))
    return [
        Turn(Speaker.SYSTEM, sandbox.render(prompt.system, values)),
        Turn(Speaker.USER, sandbox.render(prompt.user, values)),
    ]


@cache
def _sandbox(inputs: frozenset[str]) -> Sandbox:
    return Sandbox(inputs)


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


def _parse_repaired(completion: Completion) -> DraftAnswer:
    try:
        return parse(completion.text)
    except AnswerInvalid as fault:
        raise unusable(Trouble.INVALID_DRAFT, str(fault), completion.text) from None


def _provenance(endpoint: Endpoint, prompt: Prompt, brief: Brief, turns: list[Turn]) -> Provenance:
    rendered = "\0".join(f"{turn.speaker}\0{turn.text}" for turn in turns)
    return Provenance(
        writer=WriterKind.MODEL,
        prompt=prompt.key,
        prompt_version=prompt.version,
        endpoint=endpoint.host,
        parameters=prompt.parameters.model_dump(),
        input_hash=hashlib.sha256(rendered.encode()).hexdigest(),
        seed=brief.seed,
    )


def _counted(
    provenance: Provenance, completion: Completion, used: AnswerFormat, *, repaired: bool = False
) -> Provenance:
    """`provenance` with one more call's model, tokens and time."""
    return replace(
        provenance,
        model=completion.model,
        parameters={**provenance.parameters, "response_format": used.value, "repaired": repaired},
        prompt_tokens=provenance.prompt_tokens + completion.prompt_tokens,
        completion_tokens=provenance.completion_tokens + completion.completion_tokens,
        latency_ms=provenance.latency_ms + completion.latency_ms,
    )
