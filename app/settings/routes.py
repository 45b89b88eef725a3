"""Settings: what the service runs on, with a test of its models."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.access import owner_only, signed_in
from app.copywriter.explanation import explain
from app.core.i18n import language
from app.core.running import current_settings
from app.core.transactions import transactional
from app.settings import community_people_routes, leaving_routes, people_routes, queries
from app.settings.blueprint import bp
from app.settings.model_test import TestedModel, try_model

__all__ = ["bp", "community_people_routes", "leaving_routes", "people_routes"]


@bp.get("/settings")
@signed_in
def index() -> ResponseReturnValue:
    return _service_page()


@bp.post("/settings/model/test")
@owner_only
@transactional
def test_model() -> ResponseReturnValue:
    """Ask one of the endpoints for a line; the page comes back with what it said."""
    number = request.form.get("endpoint", 0, type=int)
    return _service_page(try_model(current_settings(), number))


def _service_page(tested: TestedModel | None = None) -> str:
    settings = current_settings()
    return render_template(
        "settings/index.html",
        settings=settings,
        models=queries.configured_models(settings),
        tested=tested,
        explain=lambda code: explain(code, language()),
        database=settings.database_url.partition(":")[0].partition("+")[0],
    )
