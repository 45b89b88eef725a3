"""The mark every route carries, saying who may call it; the architecture tests walk the URL map and read it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from app.core.forged_fields import expect_own_fields

View = TypeVar("View", bound=Callable[..., Any])


def mark(view: View, permission: str) -> View:
    """Record on `view` who may call it."""
    view.__dict__["permission"] = permission
    return view


def public(view: View) -> View:
    """Anybody, signed in or not. JSON that comes here is another service's, in words of its own."""
    return mark(let_in(view, has_scripts=False), "public")


def let_in(view: View, *, has_scripts: bool = True) -> View:
    """The view for somebody who may call it: what they send may decide nothing the view does not ask.

    With `has_scripts` that goes for what scripts of our pages send as JSON, too.
    """

    @functools.wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        expect_own_fields(view, kwargs, has_scripts=has_scripts)
        return view(*args, **kwargs)

    return cast("View", wrapper)
