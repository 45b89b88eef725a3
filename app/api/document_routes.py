"""The document of the API, for programs and for people. Both are public: they tell what can be asked, nobody's data."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from app.api.blueprint import ROOT
from app.api.document import document
from app.api.readable import chapters
from app.core.access import public
from app.core.i18n import language
from app.core.running import current_settings
from content_calendar.vocabulary import Language

bp = Blueprint("api_document", __name__, url_prefix=ROOT)


@bp.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """The OpenAPI document, or 304 for who has it already."""
    body, tag = _written(language())
    response = Response(body, mimetype="application/json")
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response.make_conditional(request)


@bp.get("/docs")
@public
def docs() -> ResponseReturnValue:
    """The same as a page."""
    address = current_settings().address
    return render_template(
        "api/docs.html", chapters=chapters(document(language()), address), address=address + ROOT,
        most=current_settings().api_requests_per_minute,
    )


@lru_cache
def _written(wanted: Language) -> tuple[bytes, str]:
    body = json.dumps(document(wanted), ensure_ascii=False).encode()
    return body, hashlib.sha256(body).hexdigest()[:32]
