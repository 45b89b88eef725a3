"""How firmly an endpoint and model can be held to JSON: found out by asking, remembered for the process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from threading import Lock

from app.copywriter.endpoint import Completion, Endpoint
from app.copywriter.wire import RequestRejected


class AnswerFormat(StrEnum):
    """From the firmest to the loosest; the prompt asks for JSON in every case."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TEXT = "text"


LADDER: tuple[AnswerFormat, ...] = tuple(AnswerFormat)


class Capabilities:
    """What was found out so far, by address and model; safe between threads. `only` is the one format to use."""

    def __init__(self, only: AnswerFormat | None = None) -> None:
        self._only = only
        self._known: dict[tuple[str, str], AnswerFormat] = {}
        self._lock = Lock()

    def formats(self, endpoint: Endpoint) -> Sequence[AnswerFormat]:
        """The formats worth trying, best first: all of them for a stranger, the proven one and looser ones after."""
        if self._only:
            return (self._only,)
        with self._lock:
            known = self._known.get((endpoint.base_url, endpoint.model), LADDER[0])
        return LADDER[LADDER.index(known) :]

    def remember(self, endpoint: Endpoint, proven: AnswerFormat) -> None:
        with self._lock:
            self._known[endpoint.base_url, endpoint.model] = proven


REMEMBERED = Capabilities()


def with_best_format(
    endpoint: Endpoint, capabilities: Capabilities, ask: Callable[[AnswerFormat], Completion]
) -> tuple[Completion, AnswerFormat]:
    """What `ask` brings with the firmest format the endpoint accepts, and that format.

    A rejected request steps down the ladder. Only an accepted one is remembered, because a request may also be
    rejected for what it says: then the last refusal is raised and the endpoint keeps its good name.
    """
    formats = capabilities.formats(endpoint)
    for answer_format in formats:
        try:
            completion = ask(answer_format)
        except RequestRejected:
            if answer_format is formats[-1]:
                raise
            continue
        capabilities.remember(endpoint, answer_format)
        return completion, answer_format
    raise AssertionError("the ladder has at least one step")
