"""Transactions at the edge: a view, a job or a command commits once on return and rolls back on any error.

Services flush at most. What must happen only if the commit succeeded (waking a worker) is handed to `after_commit`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from sqlalchemy.orm import Session

from app.core.database import db

P = ParamSpec("P")
R = TypeVar("R")

_HOOKS = "after_commit"


@contextmanager
def transaction() -> Iterator[Session]:
    """The session of this context, committed at the end; hooks run after the commit, in order."""
    session = db.session
    try:
        yield session
        session.commit()
    except BaseException:
        session.info.pop(_HOOKS, None)
        session.rollback()
        raise
    for hook in session.info.pop(_HOOKS, {}).values():
        hook()


def transactional(function: Callable[P, R]) -> Callable[P, R]:
    """Mark a view or command as the edge of one transaction; the mark is read by the architecture tests."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction():
            return function(*args, **kwargs)

    wrapper.__dict__["is_transactional"] = True
    return wrapper


def after_commit(hook: Callable[[], None], *, once_as: Hashable = None) -> None:
    """Run `hook` once the current transaction has been committed; never when it fails.

    Of hooks that are the same, known by `once_as`, the first one runs.
    """
    hooks: dict[Hashable, Callable[[], None]] = db.session.info.setdefault(_HOOKS, {})
    hooks.setdefault(object() if once_as is None else once_as, hook)
