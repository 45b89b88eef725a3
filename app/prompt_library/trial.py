"""Trying a prompt before anybody relies on it: filled from a sample, or written out by the model.

Nothing here touches the database: a model takes its time, and no transaction may wait for it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.copywriter import make_copywriter
from app.copywriter.brief import AnswerUnusable, CopywriterError, Provenance, Usage
from app.copywriter.endpoint import Turn
from app.copywriter.golden import GoldenCase, golden_cases
from app.copywriter.model_writer import render
from app.copywriter.price import TYPICAL_COMPLETION, estimated_tokens
from app.copywriter.prompty import Prompt
from app.core.errors import NotFound, Unavailable
from app.core.settings import Settings
from app.spending import service as spending
from content_calendar.content import Copy
from content_calendar.vocabulary import WriterKind

TRIAL_SECONDS = 45.0
TRIALS_AT_ONCE = 4

_places = threading.BoundedSemaphore(TRIALS_AT_ONCE)


class TooManyTrials(Unavailable):
    """Each trial keeps a thread of the web server busy; the pages of everybody else need some too."""

    def __init__(self) -> None:
        super().__init__(
            _l("Several test runs are under way, so this one was not begun."), _l("Try again in half a minute.")
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """A prompt as it is sent for one sample. `tokens` are estimated; `cost_micros` is None for an unknown price."""

    case: str
    turns: tuple[Turn, ...]
    tokens: int
    cost_micros: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a test run: a text and where it came from, or the error it ended in."""

    case: str
    copy: Copy | None
    provenance: Provenance
    usage: tuple[Usage, ...]
    error: CopywriterError | None = None

    @property
    def raw_text(self) -> str:
        """What the model answered when no draft could be made of it."""
        return self.error.raw_text if isinstance(self.error, AnswerUnusable) else ""

    @property
    def is_offline(self) -> bool:
        """Whether no model was asked, because none is configured."""
        return self.provenance.writer is WriterKind.OFFLINE


def chosen_case(key: str, name: str) -> GoldenCase:
    """The golden case of that name, else the first of the prompt. Raises NotFound when it has none."""
    cases = golden_cases(key)
    found = next((case for case in cases if case.name == name), next(iter(cases), None))
    if found is None:
        raise NotFound
    return found


def preview(prompt: Prompt, case: GoldenCase, settings: Settings) -> Preview:
    """Fill the prompt, and say what sending it would cost. Raises TemplateRefused."""
    turns = tuple(render(prompt, case.brief))
    tokens = sum(estimated_tokens(turn.text) for turn in turns)
    answer = min(prompt.parameters.max_tokens, TYPICAL_COMPLETION)
    return Preview(case.name, turns, tokens, spending.estimate(settings, tokens, answer, 1))


def try_out(prompt: Prompt, case: GoldenCase, settings: Settings) -> Trial:
    """Have the sample written with this prompt by the first model, or by the offline formula where there is none.

    Takes up to TRIAL_SECONDS a request; a model's refusal is part of the result. Raises TooManyTrials.
    """
    seconds = min(settings.model_timeout_seconds, TRIAL_SECONDS)
    bounded = settings.model_copy(update={"model_timeout_seconds": seconds, "model_fallbacks": ()})
    with _one_of_few():
        return _written(prompt, case, bounded)


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise TooManyTrials
    try:
        yield
    finally:
        _places.release()


def _written(prompt: Prompt, case: GoldenCase, settings: Settings) -> Trial:
    writer = make_copywriter(settings, prompts=lambda _key: prompt)
    try:
        written = writer.write(case.brief)
    except CopywriterError as error:
        provenance = Provenance(writer.kind, prompt=prompt.key, prompt_version=prompt.version)
        return Trial(case.name, None, provenance, error.usage, error)
    return Trial(case.name, written.copy, written.provenance, written.usage)
