"""Run everything, from the command line."""

from __future__ import annotations

import os
import sys

import click


@click.command("up")
def command() -> None:
    """Start the queue server, the pages, the workers and the scheduler; Ctrl-C stops them in order."""
    # The supervisor begins with a fresh interpreter: what it forks later must hold no connection and no thread.
    os.execv(sys.executable, [sys.executable, "-m", "app.supervisor"])  # noqa: S606 - our own interpreter and module
