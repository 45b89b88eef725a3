"""One more worker, on this machine or another: `flask worker` beside a running service."""

from __future__ import annotations

import click
from flask import current_app

from app.core import worker
from app.core.running import current_settings


@click.command("worker")
@click.option("--burst", is_flag=True, help="End when the queues are empty.")
def command(burst: bool) -> None:
    """Run jobs until stopped. Needs REDIS_URL, the same database and the same QUNBI_SECRET_KEY as the service."""
    settings = current_settings()
    if settings.redis_url is None:
        raise click.ClickException("REDIS_URL is empty: name the server whose jobs to run.")
    if settings.local_model and not settings.model_configured:
        raise click.ClickException(
            "LOCAL_MODEL is served by `make run` to its own workers only: give this one an OPENAI_BASE_URL and"
            " OPENAI_MODEL instead."
        )
    worker.work(current_app._get_current_object(), settings.redis_url, burst=burst)  # type: ignore[attr-defined]  # noqa: SLF001 - jobs need the application itself
