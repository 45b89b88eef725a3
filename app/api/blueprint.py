"""The blueprint of the API."""

from __future__ import annotations

from flask import Blueprint

from app.core.security import csrf

ROOT = "/api/v1"

bp = Blueprint("api", __name__, url_prefix=ROOT)
csrf.exempt(bp)
