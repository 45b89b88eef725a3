"""Everything the API offers: importing a resource is what registers it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Blueprint

from app.api import document_routes, resources, token_routes
from app.api.blueprint import bp as v1

bp = Blueprint("api_room", __name__)
bp.register_blueprint(document_routes.bp)
bp.register_blueprint(token_routes.bp)

for _module in pkgutil.iter_modules(resources.__path__):
    import_module(f"{resources.__name__}.{_module.name}")

bp.register_blueprint(v1)
