"""The blueprint the routes of the library of replies are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("replies", __name__, url_prefix="/c/<int:community_id>/replies")
