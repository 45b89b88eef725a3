"""A client that a generator made of our document alone does the whole loop against a running server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.api import tokens
from app.core.transactions import transaction
from app.models import Scope, User
from tests.factories import make_workspace

NAME = "qunbi_client"


@pytest.fixture
def address(own_app: Flask) -> Iterator[str]:
    """Where the API answers, on a port of its own."""
    server = make_server("127.0.0.1", 0, own_app, threaded=True)
    serving = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def keys(own_app: Flask, now: datetime) -> tuple[str, str, int, int, int]:
    """Keys of an editor and of a reviewer; their community, its persona and column."""
    with own_app.app_context(), transaction() as session:
        found = make_workspace(session, now)
        wish = tokens.Wish("client", tuple(Scope), None, None)

        def key(person: User) -> str:
            return tokens.issue(session, person, wish, now=now)

        return key(found.bob), key(found.rita), found.community.id, found.persona.id, found.column.id


@pytest.fixture
def generated(own_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client, made of the document and ready to be imported."""
    document, settings = tmp_path / "openapi.json", tmp_path / "settings.json"
    document.write_bytes(own_app.test_client().get("/api/v1/openapi.json").data)
    settings.write_text(json.dumps({"post_hooks": [], "literal_enums": True}), encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", document, "--config", settings,
         "--meta", "none", "--output-path", tmp_path / NAME, "--fail-on-warning"],
        check=False, capture_output=True, text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    monkeypatch.syspath_prepend(tmp_path)


class Caller:
    """Calls operations by their names; a body is made by the model's own name."""

    def __init__(self, address: str, key: str) -> None:
        client = import_module(f"{NAME}.client").AuthenticatedClient
        self.client = client(base_url=address, token=key, headers={"Accept-Language": "en"})

    def __call__(self, operation: str, *place: Any, **given: Any) -> Any:
        """What it answers, as the model the client read it into."""
        group, name = operation.split(".")
        answer = import_module(f"{NAME}.api.{group}.{name}").sync_detailed(*place, client=self.client, **given)
        assert answer.status_code < 300, answer.content
        return answer.parsed

    @staticmethod
    def model(name: str, **fields: Any) -> Any:
        return getattr(import_module(f"{NAME}.models"), name)(**fields)


@pytest.mark.usefixtures("generated")
def test_a_generated_client_lists_creates_edits_submits_approves_and_exports(
    address: str, keys: tuple[str, str, int, int, int], now: datetime
) -> None:
    editor_key, reviewer_key, place, persona_id, column_id = keys
    editor, reviewer = Caller(address, editor_key), Caller(address, reviewer_key)
    assert [one.id for one in editor("communities.list_communities").data] == [place]

    wish = editor.model("ItemNew", slot_at=now + timedelta(days=4), persona_id=persona_id, column_id=column_id)
    placed = editor("items.create_item", place, body=wish, idempotency_key="one-post")
    again = editor("items.create_item", place, body=wish, idempotency_key="one-post")
    item = placed.item.id
    assert again.item.id == item
    assert item in [one.id for one in editor("items.list_items", place, state=["planned"]).data]

    words = editor.model("CopyEdit", hook="睡前半小时可以做什么", body="先关灯，再洗澡，最后讲一个故事。")
    written = editor("texts.change_words", place, item, body=words, if_match=f'"{placed.version}"')
    waiting = editor("review.submit_item", place, item, body=editor.model("Submission"),
                     if_match=f'"{written.version}"')
    decision = editor.model("Decision", fingerprint=waiting.fingerprint)
    yes = reviewer("review.approve_item", place, item, body=decision, if_match=f'"{waiting.version}"')
    assert (yes.state, yes.is_approved) == ("approved", True)

    days = {"from_": date.today(), "to": (now + timedelta(days=5)).date()}
    plan = editor("exports.try_export", place, target="generic_csv", **days)
    assert item in [row.item_id for row in plan.rows if row.leaves]
    made = editor("exports.make_export", place, body=editor.model(
        "ExportAsked", target="generic_csv", **days, digest=plan.digest
    ))
    archive = editor("exports.get_content", place, made.id)
    assert archive.payload.read(2) == b"PK"
    assert editor("items.get_item", place, item).state == "exported"
