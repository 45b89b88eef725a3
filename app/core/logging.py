"""Structured logs on standard error: readable on a console, JSON for machines."""

from __future__ import annotations

import logging
import re
import sys

import structlog

from app.core.settings import Settings

_SECRET_ADDRESS = re.compile(r"(/(?:feeds|sign-in)/)[^/\s?.\"']+")
"""Addresses that are keys themselves: whoever reads one in a log could use it."""


def configure(settings: Settings) -> None:
    """Set up once per process, before anything logs."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        # The default traceback prints local variables, secrets and members' words among them.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if settings.log_format == "json" else []),
            mask_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr)


def mask_secrets(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Every text of the event without the secret part of an address."""
    return {name: _masked(value) if isinstance(value, str) else value for name, value in event.items()}


def _masked(text: str) -> str:
    return _SECRET_ADDRESS.sub(r"\1…", text)
