"""Files people take away."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, stream_with_context

from app.core.database import give_up_writing
from app.core.tables.csv_file import MEDIA_TYPE


def download(content: bytes | Iterator[str], filename: str, media_type: str = MEDIA_TYPE) -> Response:
    """The file, whole or in parts, as an answer that browsers save under its name."""
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def download_as_read(parts: Iterator[str], filename: str, media_type: str = MEDIA_TYPE) -> Response:
    """The same of a long file, read while it is sent, when the transaction is done: however slowly somebody takes it,
    nobody waits to write."""
    return download(stream_with_context(_reading(parts)), filename, media_type)


def _reading(parts: Iterator[str]) -> Iterator[str]:
    give_up_writing()
    yield from parts
