"""Writing copy from a brief, with a model or without. Nothing here knows a database row or a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.copywriter.brief import Copywriter
    from app.copywriter.model_writer import ModelWriter
    from app.core.settings import Settings


def make_copywriter(settings: Settings) -> Copywriter:
    """The model that `settings` name, or the offline writer. Each is imported when chosen, to keep a start light."""
    if settings.openai_model and settings.model_configured:
        return _model_writer(settings, settings.openai_model)
    from app.copywriter.offline import offline_writer

    return offline_writer()


def _model_writer(settings: Settings, model: str) -> ModelWriter:
    from app.copywriter.capability import REMEMBERED, AnswerFormat, Capabilities
    from app.copywriter.endpoint import OPENAI_BASE_URL, Endpoint
    from app.copywriter.model_writer import ModelWriter

    endpoint = Endpoint(
        base_url=settings.openai_base_url or OPENAI_BASE_URL,
        model=model,
        api_key=settings.openai_api_key,
        timeout_seconds=settings.model_timeout_seconds,
        concurrency=settings.model_concurrency,
    )
    mode = settings.model_json_mode
    return ModelWriter(endpoint, REMEMBERED if mode == "auto" else Capabilities(only=AnswerFormat(mode)))
