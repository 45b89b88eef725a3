"""Commands: a command for everything the pages can do that a script or a cron job needs."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

COMMANDS = (
    "audit", "channels", "demo", "export", "feedback", "feeds", "lived_in", "prepare", "prompts", "replies",
    "scheduler", "up", "users", "worker",
)
"""Modules of this package; each has a click command or group named `command`."""


def init_app(app: Flask) -> None:
    for name in COMMANDS:
        app.cli.add_command(import_module(f"app.cli.{name}").command)
