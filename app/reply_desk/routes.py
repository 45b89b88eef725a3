"""The reply desk; finding, taking, suggesting and learning stand in files of their own."""

from __future__ import annotations

from app.reply_desk import desk_routes, learning_routes, suggest_routes, take_routes  # noqa: F401 - they hang themselves on bp
from app.reply_desk.blueprint import bp

__all__ = ["bp"]
