"""The scheduler by itself, for those who run the parts under a supervisor of their own."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core import scheduler
from app.core.schedule import PERIODIC


@click.command("scheduler")
@with_appcontext
def command() -> None:
    """Do the periodic work until SIGTERM."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
    scheduler.run(app, PERIODIC)
