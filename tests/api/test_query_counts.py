"""However many rows there are, an operation asks the database as often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.database import db
from tests.api.conftest import Program
from tests.api.members import Member
from tests.api.rows import grow, known_rows
from tests.factories import Workspace, published
from tests.statements import reading

MOST = 20
_ASKED = {"/communities/{community_id}/export-dry-run": "?target=generic_csv&from={first}&to={last}",
          "/communities/{community_id}/drafting-estimate": "?persona_id={persona_id}"}


def test_no_look_asks_more_for_more_rows(
    session: Session, program_of: Callable[..., Program], workspace: Workspace, now: datetime
) -> None:
    known = known_rows(session, workspace, now)
    program, item = program_of(workspace.alice), workspace.item
    filled = {name: found[0] for name, found in known.items()} | {
        "item_id": item.id, "first": now.date(), "last": now.date() + timedelta(days=20), "push_id": 1,
    }
    paths = program.get("/openapi.json").json["paths"]
    looks = [f"{path}{_ASKED.get(path, '')}".format(**filled) for path, methods in paths.items() if "get" in methods]
    few = _reads(program, looks)
    grow(session, workspace, item, now)
    assert _reads(program, looks) == few
    assert max(few.values()) <= MOST


def _reads(program: Program, looks: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in looks:
        with reading(db.engine) as statements:
            answer = program.get(path)
        assert answer.status_code in {200, 404}, path
        found[path] = len(statements)
    return found


def test_a_batch_of_readings_asks_as_often_as_one(
    session: Session, program_of: Callable[..., Program], workspace: Workspace, now: datetime
) -> None:
    out = published(session, workspace, workspace.item, now - timedelta(days=5))
    editor = Member(program_of(workspace.bob), workspace.community.id)

    def reads(*views: int) -> int:
        read: list[dict[str, Any]] = [
            {"item_id": out.id, "views": count, "observed_at": (now - timedelta(minutes=900 - count)).isoformat()}
            for count in views
        ]
        with reading(db.engine) as statements:
            assert editor.post("/feedback", {"readings": read})["taken"] == len(views)
        return len(statements)

    reads(100)  # whoever comes first also asks who listens
    assert reads(*range(101, 301)) == reads(301)
