"""What the running application was started with."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from app.core.settings import Settings

_EXTENSION = "qunbi-settings"


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[_EXTENSION] = settings


def current_settings() -> Settings:
    """The settings of the application at work."""
    return cast("Settings", current_app.extensions[_EXTENSION])
