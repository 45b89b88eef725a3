"""Commands that read and write what `flask prepare` has made."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.exc import OperationalError, ProgrammingError


class PreparedGroup(click.Group):
    """Says in one line when the database was never prepared or cannot be reached: nobody is helped by a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as error:
            cause = " ".join(str(error.orig).split())
            remedy = "run `flask --app wsgi prepare` first, or check DATABASE_URL"
            raise click.ClickException(f"the database cannot be used ({cause}): {remedy}") from error
