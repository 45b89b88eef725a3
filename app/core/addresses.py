"""Addresses of our own pages, made from the one that was asked for."""

from __future__ import annotations

from flask import request


def filters_kept() -> dict[str, str]:
    """The query of this request, to be handed to `url_for`: without names that would steer it or name the page."""
    named = {"endpoint", "values", *(request.view_args or {})}
    return {name: value for name, value in request.args.items() if not name.startswith("_") and name not in named}
