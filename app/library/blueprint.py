"""The blueprint the library's routes are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("library", __name__, url_prefix="/c/<int:community_id>")
