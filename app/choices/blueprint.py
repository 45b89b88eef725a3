"""The blueprint the routes of this room are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("choices", __name__, url_prefix="/c/<int:community_id>")
