"""Asking an endpoint for one line, to see whether it works and how firmly it can be held to JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from app.copywriter.brief import CopywriterError, Usage
from app.copywriter.capability import AnswerFormat, Capabilities, with_best_format
from app.copywriter.endpoint import Completion, Endpoint, Speaker, Turn

CHECK_SECONDS = 20.0
MAX_TOKENS = 400
"""A sentence needs thirty; a model that thinks aloud first needs more."""

_ASK = (
    Turn(Speaker.SYSTEM, "You answer with one JSON object and nothing else."),
    Turn(Speaker.USER, 'Greet the members of a community in one short sentence. Answer as JSON: {"greeting": "…"}'),
)
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"greeting": {"type": "string"}},
    "required": ["greeting"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Check:
    """What came of it. `format` is None and `error` set when nothing usable came; `usage` lists every request."""

    usage: tuple[Usage, ...]
    format: AnswerFormat | None = None
    model: str = ""
    text: str = ""
    error: CopywriterError | None = None

    @property
    def latency_ms(self) -> int:
        """How long the last request took."""
        return self.usage[-1].latency_ms


def check(endpoint: Endpoint, capabilities: Capabilities) -> Check:
    """Ask for one line, within CHECK_SECONDS a request. Raises nothing: a failure is a result too."""
    quick = replace(endpoint, timeout_seconds=min(endpoint.timeout_seconds, CHECK_SECONDS))
    usage: list[Usage] = []

    def ask(answer_format: AnswerFormat) -> Completion:
        try:
            completion = quick.complete(_ASK, response_format=_wish(answer_format), max_tokens=MAX_TOKENS)
        except CopywriterError as error:
            usage.extend(error.usage)
            raise
        usage.append(completion.usage)
        return completion

    try:
        completion, reached = with_best_format(quick, capabilities, ask)
    except CopywriterError as error:
        return Check(tuple(usage), error=error)
    return Check(tuple(usage), reached, completion.model, _greeting(completion.text))


def _wish(answer_format: AnswerFormat) -> dict[str, object] | None:
    if answer_format is AnswerFormat.JSON_SCHEMA:
        schema = {"name": "greeting", "strict": True, "schema": _SCHEMA}
        return {"type": answer_format.value, "json_schema": schema}
    return {"type": answer_format.value} if answer_format is AnswerFormat.JSON_OBJECT else None


def _greeting(text: str) -> str:
    """The sentence alone where the answer is what was asked for, else the answer as it came."""
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    return str(answer.get("greeting", text)) if isinstance(answer, dict) else text
