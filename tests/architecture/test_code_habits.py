"""Habits of the code that no linter knows: one clock, one door to the environment, one to the model."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from source_code import ROOT, attributes, calls, imports, modules

CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now", "time.time",
    "datetime.date.today",
}
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv", "os.environb"}
SERIALIZED = {"Queue", "Worker", "JobWorker", "SimpleWorker", "SpawnWorker", "Job.fetch", "Job.create"}
DOORS = {
    "accounts": {"access", "attempts", "handing_over", "leaving", "roles", "service"},
    "calendar": {"days", "local_time", "plan_request", "service"},
    "communities": {
        "service", "series_rows", "workspace_schema", "written_part", "written_day", "written_fields", "written_form",
        "surroundings", "refusals", "blueprint", "rows", "written_rhythm",
    },
    "drafting": {"service", "upcoming", "refusals", "briefing"},
    "exports": {"service", "entries", "ledger"},
    "feedback": {"service", "results", "hours", "standing", "ledger", "weeks", "callbacks"},
    "learning": {"lists", "names", "features", "ranker", "ranked", "jobs", "levels", "weights"},
    "notifications": {"service", "sending", "trouble", "words"},
    "review": {"service", "deadlines", "mentions", "modes", "new_slots"},
    "library": {
        "service", "first_texts", "moving_back", "queries", "pages", "findings", "twins", "remarks", "diff", "marks",
        "forms", "approval", "snippets", "search",
    },
    "replies": {"service", "queries", "cards", "making", "tabs", "blueprint", "offered"},
    "uploads": {
        "columns", "earlier", "forms", "keeping", "kept_tables", "line_numbers", "names", "pages", "taking_back",
    },
}
"""What a room shows the others beside its `service`: who may do what; how an item looks, reads and what is said of it,
and how the review desk says yes to it; what will be written next, and how much at once; what came back; how a message
leaves; when a column comes; how a form over a written model reads, refuses and is shown again;
how a file is handed in and kept, how a heading is compared and lines of a table are named."""


def test_only_the_clock_asks_what_time_it_is() -> None:
    asking = {path for path, tree in modules().items() if CLOCKS.intersection(name for name, _ in calls(tree))}
    assert asking == {"app/core/clock.py"}


def test_only_the_settings_read_the_environment() -> None:
    reading = {path for path, tree in modules().items() if ENVIRONMENT.intersection(attributes(tree))}
    assert reading == {"app/core/settings.py"}
    named = {path for path, tree in modules().items() if {"os.environ", "os.getenv"}.intersection(imports(tree))}
    assert named == set()


def test_only_the_endpoint_speaks_to_a_model() -> None:
    speaking = {
        path for path, tree in modules().items() if any(name.partition(".")[0] == "openai" for name in imports(tree))
    }
    assert speaking == {"app/copywriter/endpoint.py"}


def _assembled_sql(tree: ast.Module) -> Iterator[int]:
    """Lines that hand a database a text put together from parts."""
    for name, call in calls(tree):
        takes_sql = name.rpartition(".")[2] in {"execute", "executemany", "exec_driver_sql", "text", "literal_column"}
        assembled = (ast.JoinedStr, ast.BinOp)
        formatted = [arg for arg in call.args[:1] if isinstance(arg, assembled) or ".format(" in ast.unparse(arg)]
        if takes_sql and formatted:
            yield call.lineno


def test_no_sql_is_put_together_from_parts() -> None:
    found = {path for path, tree in modules().items() if [*_assembled_sql(tree)]}
    # The pragmas of a new SQLite connection are four constants; rows in bulk name the models' own tables and columns.
    assert found == {"app/core/database.py", "app/core/bulk.py"}


def test_the_queue_carries_json_alone() -> None:
    """Pickle is code execution for whoever can write to the queue server."""
    for path, tree in modules().items():
        assert not {name for name in imports(tree) if name.partition(".")[0] in {"pickle", "marshal", "shelve"}}, path
        for name, call in calls(tree):
            if name in SERIALIZED and any(found.startswith("rq.") for found in imports(tree)):
                serializers = [ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg == "serializer"]
                assert serializers == ["JSONSerializer"], f"{path}:{call.lineno}"


def test_services_never_commit() -> None:
    committing = {
        path for path, tree in modules().items()
        if any(name.endswith(".commit") for name, _ in calls(tree))
    }
    # A feed or the API is read by GET, whose transaction only reads; that it was used is noted in one of its own.
    assert committing == {"app/api/tokens.py", "app/core/transactions.py", "app/exports/feeds.py"}


def _room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (ROOT / "app" / parts[1] / "__init__.py").exists() else ""


def test_a_room_speaks_to_another_through_its_doors() -> None:
    shared = {"api", "core", "models", "copywriter", "cli", "supervisor", ""}  # the API stands where pages stand
    for path, tree in modules().items():
        here = _room(path.removesuffix(".py").replace("/", "."))
        if here in shared or not path.startswith("app/"):
            continue
        for name in imports(tree):
            there = _room(name) if name.startswith("app.") else ""
            if there not in shared | {here}:
                door = name.split(".")[2]
                assert door in DOORS.get(there, {"service"}), f"{path} goes into {there} through {door}"


@pytest.mark.parametrize("layer", ["forms", "routes"])
def test_routes_and_forms_ask_nothing_of_the_database(layer: str) -> None:
    asking = {"select", "update", "insert", "delete"}
    for path, tree in modules().items():
        if path.startswith("app/") and path.rpartition("/")[2].removesuffix(".py").endswith(layer):
            assert not {name for name in imports(tree) if name in {f"sqlalchemy.{verb}" for verb in asking}}, path


def test_every_exemption_from_a_rule_gives_its_reason() -> None:
    unexplained = re.compile(r"#\s*(noqa|type:\s*ignore)(:\s*[A-Z0-9, ]+|\[[a-z-, ]+\])?\s*$")
    for path in modules():
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            assert not unexplained.search(line), f"{path}:{number} does not say why"


def test_every_setting_is_documented() -> None:
    from app.core.settings import Settings, variable_name

    words = (ROOT / ".env.example").read_text(encoding="utf-8")
    missing = [name for name in map(variable_name, Settings.model_fields) if not re.search(rf"\b{name}\b", words)]
    assert missing == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    from app.core.settings import Settings, variable_name

    words = (ROOT / ".env.example").read_text(encoding="utf-8")
    known = set(map(variable_name, Settings.model_fields))
    assert set(re.findall(r"\bQUNBI_[A-Z_]+\b", words)) <= known
