"""Writing copy from a brief, with a model or without. Nothing here knows a database row or a request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.copywriter.brief import Copywriter
    from app.copywriter.capability import Capabilities
    from app.copywriter.endpoint import Endpoint
    from app.copywriter.fallback import StandBy
    from app.copywriter.prompty import PromptSource
    from app.core.settings import Settings


def make_copywriter(settings: Settings, prompts: PromptSource | None = None) -> Copywriter:
    """The models that `settings` name, one standing by for the other, or the offline writer.

    `prompts` says where a model's prompts come from, without it the shipped files. Each writer is imported when
    chosen, to keep a start light.
    """
    if not settings.model_configured:
        from app.copywriter.offline import offline_writer

        return offline_writer()
    writers = _model_writers(settings, prompts)
    if len(writers) == 1:
        return writers[0].writer
    from app.copywriter.fallback import FallbackWriter

    return FallbackWriter(writers)


def get_ready(settings: Settings) -> None:
    """Load what writing takes, so that the jobs a worker forks share it and begin at once."""
    from app.copywriter.offline import offline_writer

    offline_writer()
    if not settings.model_configured:
        return
    from app.copywriter.model_writer import compile_shipped

    compile_shipped()
    for endpoint in endpoints(settings):
        endpoint.load_library()


def endpoints(settings: Settings) -> Iterator[Endpoint]:
    """The model endpoints that `settings` name, in the order they are asked; none without a model."""
    from app.copywriter.endpoint import OPENAI_BASE_URL, Endpoint

    if not settings.openai_model or not settings.model_configured:
        return
    limits = settings.model_timeout_seconds, settings.model_concurrency, settings.model_networks
    base_url = settings.openai_base_url or OPENAI_BASE_URL
    yield Endpoint(base_url, settings.openai_model, settings.openai_api_key, *limits)
    for other in settings.model_fallbacks:
        yield Endpoint(other.base_url, other.model, other.api_key, *limits)


def answer_formats(settings: Settings) -> Capabilities:
    """How firmly endpoints are held to JSON: found out and remembered, unless a setting says."""
    from app.copywriter.capability import REMEMBERED, AnswerFormat, Capabilities

    mode = settings.model_json_mode
    return REMEMBERED if mode == "auto" else Capabilities(only=AnswerFormat(mode))


def _model_writers(settings: Settings, prompts: PromptSource | None) -> list[StandBy]:
    from app.copywriter.fallback import StandBy
    from app.copywriter.model_writer import ModelWriter
    from app.copywriter.prompty import load_prompt

    capabilities = answer_formats(settings)
    return [
        StandBy(f"{endpoint.base_url} {endpoint.model}", ModelWriter(endpoint, capabilities, prompts or load_prompt))
        for endpoint in endpoints(settings)
    ]
