"""The blueprint of the API."""

from __future__ import annotations

from flask import Blueprint

from app.api import pace

ROOT = "/api/v1"

bp = Blueprint("api", __name__, url_prefix=ROOT)
bp.record_once(lambda state: pace.init_app(state.app))
