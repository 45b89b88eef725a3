"""A worker by itself, for those who run the parts under a supervisor of their own."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core.embedded_valkey import ensure_running
from app.core.settings import Settings
from app.core.worker import work


@click.command("worker")
@click.option("--burst", is_flag=True, help="End when the queues are empty.")
@with_appcontext
def command(burst: bool) -> None:
    """Run jobs until SIGTERM."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
    settings: Settings = app.extensions["qunbi-settings"]
    work(app, settings.redis_url or ensure_running(settings.data_dir), burst=burst)
