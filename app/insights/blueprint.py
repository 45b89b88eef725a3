"""Where the pages of Insights hang."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("insights", __name__, url_prefix="/c/<int:community_id>/insights")
