"""What a worker process needs, imported once by the process that all of them are forked from."""

from importlib import import_module

from app import FEATURES

for _name in (*(f"app.{feature}.routes" for feature in FEATURES), "app.core.worker", "app.drafting.jobs", "app.cli"):
    import_module(_name)
