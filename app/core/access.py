"""The mark every route carries, saying who may call it; the architecture tests walk the URL map and read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def mark(view: View, permission: str) -> View:
    """Record on `view` who may call it."""
    view.__dict__["permission"] = permission
    return view


def public(view: View) -> View:
    """Anybody, signed in or not."""
    return mark(view, "public")
