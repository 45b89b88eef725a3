"""What a script sent as JSON."""

from __future__ import annotations

from flask import request

MAX_JSON_BYTES = 64 * 1024


def sent_json() -> object:
    """None for what is no JSON, too large, or nested more deeply than can be followed."""
    if not request.is_json or len(request.get_data()) > MAX_JSON_BYTES:
        return None
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
