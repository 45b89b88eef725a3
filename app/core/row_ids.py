"""Numbers of rows as they come in addresses and forms."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

MAX_ID = 2**31 - 1
"""The largest number a key column holds on every database."""


class RowIdConverter(IntegerConverter):
    """`<int:…>` in a route: a number no table can hold is an address that does not exist."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max": MAX_ID} | options)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowIdConverter


def row_id(value: str | int) -> int:
    """The number of a row, for `request.args.get(…, type=row_id)`. Raises ValueError for what no table can hold."""
    text = str(value)
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_ID)) else 0
    if not 0 < number <= MAX_ID:
        raise ValueError(text)
    return number
