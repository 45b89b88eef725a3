"""Addresses of other rooms. A room that is not part of this house has none, and nothing links to it."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for


def link(endpoint: str, **values: Any) -> str:
    """The address of a page, "" when the application has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
