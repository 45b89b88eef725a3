"""The blueprint the desk's routes are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

from content_calendar.vocabulary import ChangeReason

bp = Blueprint("review", __name__, url_prefix="/c/<int:community_id>")


@bp.app_template_global("change_reasons")
def change_reasons() -> tuple[ChangeReason, ...]:
    """Why a text may be sent back, in the order of the number keys; the dialog stands on the library's pages too."""
    return tuple(ChangeReason)
