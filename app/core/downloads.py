"""Files people take away."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response

from app.core.tables.csv_file import MEDIA_TYPE


def download(content: bytes | Iterator[str], filename: str, media_type: str = MEDIA_TYPE) -> Response:
    """The file, whole or in parts, as an answer that browsers save under its name."""
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
