"""How often a page asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from app.core.database import db
from tests.browser import Visitor


@contextmanager
def reading(engine: Engine) -> Iterator[list[str]]:
    """The statements that read, as they are sent meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def reads_of(visitor: Visitor, address: str, method: str = "GET") -> int:
    """The number of statements that read for one look at a page, or for one file that is taken."""
    with reading(db.engine) as statements:
        answer = visitor.open(address, method=method)
    assert answer.status_code == 200, address
    return len(statements)
