"""Qunbi 群笔: content calendar and copy assistant for people who run communities."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from app.core.settings import Settings, load_settings

FEATURES = (
    "accounts", "api", "audit", "calendar", "campaigns", "choices", "communities", "connections", "drafting",
    "exports", "feedback", "imports", "insights", "learning", "library", "notifications", "prompt_library", "replies",
    "reply_desk", "review", "settings", "spending", "today", "webhooks",
)
"""Rooms with pages; each has `routes.bp`."""


def create_app(settings: Settings | None = None) -> Flask:
    """The service, ready to serve. Raises SettingsInvalid when a setting is wrong."""
    from app import cli, shell
    from app.accounts import session
    from app.core import database, i18n, logging, origins, problems, queue, row_ids, running, security, static_files

    settings = settings or load_settings()
    logging.configure(settings)
    app = Flask(__name__, static_folder=None)
    running.init_app(app, settings)
    origins.init_app(app)
    row_ids.init_app(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.init_app(app, settings)
    database.init_app(app, settings)
    queue.init_app(app, settings)
    i18n.init_app(app, settings)
    problems.init_app(app)
    static_files.init_app(app)
    session.init_app(app)
    for feature in FEATURES:
        app.register_blueprint(import_module(f"app.{feature}.routes").bp)
    shell.init_app(app)
    cli.init_app(app)
    return app
