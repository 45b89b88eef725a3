"""Functions that the databases have under names of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Spelled(FunctionElement[int]):
    """A whole number; `spellings` tells each kind of database how to work it out of `{}`, what it is given."""

    type = BigInteger()
    inherit_cache = True
    spellings: ClassVar[Mapping[str, str]]


class Greatest(Spelled):
    """The greatest of several numbers."""

    inherit_cache = True
    spellings: ClassVar[Mapping[str, str]] = {"sqlite": "max({})", "postgresql": "greatest({})"}


class Seconds(Spelled):
    """Whole seconds since 1970 of a moment."""

    inherit_cache = True
    # SQLite reckons in thousandths and would round the last of them up into the next week.
    spellings: ClassVar[Mapping[str, str]] = {
        "sqlite": "CAST(strftime('%s', substr({}, 1, 19)) AS INTEGER)",
        "postgresql": "CAST(floor(extract(epoch FROM {})) AS BIGINT)",
    }


@compiles(Spelled)
def _spelled(element: Spelled, compiler: SQLCompiler, **given: Any) -> str:
    return element.spellings[compiler.dialect.name].format(compiler.process(element.clauses, **given))
