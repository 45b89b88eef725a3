"""The blueprint of this room, and what its pages have in common."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from app.accounts.access import communities_of
from app.copywriter.explanation import explain
from app.core.i18n import language
from app.core.running import current_settings
from app.prompt_library.records import ENOUGH

UNKNOWN_ZONE = "UTC"

bp = Blueprint("prompt_library", __name__, url_prefix="/prompts")


def page(template: str, **context: object) -> str:
    """A page of this room; its times are those of the reader's first community, since prompts belong to none."""
    mine, settings = communities_of(current_user), current_settings()
    return render_template(
        f"prompt_library/{template}.html", zone=mine[0].timezone if mine else UNKNOWN_ZONE,
        currency=settings.currency, model=settings.openai_model, has_model=settings.model_configured, enough=ENOUGH,
        explain=lambda code: explain(code, language()), **context,
    )


def version_url(key: str, number: int) -> str:
    """The page of one version."""
    family, _slash, name = key.partition("/")
    return url_for("prompt_library.version", family=family, name=name, number=number)
