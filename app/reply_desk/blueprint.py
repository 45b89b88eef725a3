"""The blueprint the routes of the reply desk are hung on, in several files."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("reply_desk", __name__, url_prefix="/c/<int:community_id>/replies")
