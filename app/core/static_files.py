"""Static files under a path that changes with their content, so that browsers may keep them for ever.

The version stands in the path and not in a query, so that ES modules which import each other relatively get the same
version throughout.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory, url_for
from flask_compress import Compress

from app.core.access import public

FOLDER = Path(__file__).parent.parent.parent / "static"

bp = Blueprint("static_files", __name__)


def init_app(app: Flask) -> None:
    app.config["COMPRESS_MIMETYPES"] = [
        "text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml",
        "text/calendar", "text/csv",
    ]
    Compress(app)
    app.register_blueprint(bp)
    app.jinja_env.globals["static_url"] = static_url


def static_url(path: str) -> str:
    """The address of a file in `static/`."""
    return url_for("static_files.serve", version=version(), path=path)


@lru_cache
def version() -> str:
    """Twelve hex digits over the names and contents of all static files."""
    digest = hashlib.sha256()
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(file.relative_to(FOLDER).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


@bp.get("/static/<version>/<path:path>")
@public
def serve(version: str, path: str) -> Response:
    response = send_from_directory(FOLDER, path, conditional=True)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
