"""Everything the API offers: importing a resource is what registers it."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from app.api import resources
from app.api.blueprint import bp

for _module in pkgutil.iter_modules(resources.__path__):
    import_module(f"{resources.__name__}.{_module.name}")

__all__ = ["bp"]
