"""What a brief is told before it is sent, and a run that is held up: cost, prompts, budget, pause."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import Usage
from app.core import clock
from app.drafting import service
from app.models import ContentItem, DraftingRun, Hold, PromptVersion, Purpose, VersionState
from app.spending import service as spending
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_item

MILLION = 1_000_000
PAID = Usage("api.deepseek.com", "deepseek-flash", 2_000, 500, 900)


@pytest.fixture
def drafting(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/drafting"


@pytest.fixture
def editor(client: Visitor, workspace: Workspace) -> Visitor:
    """bob, signed in."""
    return sign_in(client, workspace.bob)


@pytest.fixture
def planned(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return make_item(session, workspace.column, now)


@pytest.fixture
def run(session: Session, workspace: Workspace, planned: ContentItem, now: datetime) -> DraftingRun:
    return service.start_run(
        session, workspace.community, [planned.id], note="", submit=True, actor=workspace.editor, now=now
    )


def use_model(app: Flask, monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    settings = app.extensions["qunbi-settings"]
    monkeypatch.setitem(app.extensions, "qunbi-settings", settings.model_copy(update={
        "openai_model": model, "openai_base_url": "https://api.deepseek.com/v1", "openai_api_key": SecretStr("sk-x"),
    }))


def spend(session: Session, workspace: Workspace, run: DraftingRun) -> None:
    task = run.tasks[0].id
    spending.record(
        session, [PAID], community_id=workspace.community.id, purpose=Purpose.DRAFT, task_id=task, now=clock.now()
    )


def test_without_a_model_nothing_costs_anything(editor: Visitor, drafting: str, planned: ContentItem) -> None:
    assert "免费，离线模板" in editor.get(drafting).text


def test_the_outlook_follows_what_is_ticked(
    app: Flask, monkeypatch: pytest.MonkeyPatch, editor: Visitor, drafting: str, item: ContentItem, planned: ContentItem
) -> None:
    use_model(app, monkeypatch, "deepseek-flash")
    fragment = editor.get(f"{drafting}/outlook?item={item.id}&item={planned.id}&variants=3").text
    assert "<html" not in fragment
    assert "<dd>6</dd>" in fragment
    assert "posts/learning.zh" in fragment
    assert "¥0.0" in fragment
    odd = editor.get(f"{drafting}/outlook?item=x&item=-1&variants=99999999&persona=x")
    assert (odd.status_code, "<dd>0</dd>" in odd.text) == (200, True)


def test_a_prompt_that_cannot_be_read_any_more_is_named_before_it_is_used(
    app: Flask, monkeypatch: pytest.MonkeyPatch, editor: Visitor, session: Session, workspace: Workspace, drafting: str,
    planned: ContentItem, now: datetime,
) -> None:
    use_model(app, monkeypatch, "deepseek-flash")
    old = {"key": "posts/learning.zh", "number": 1, "text": "旧的写法", "state": VersionState.APPROVED}
    session.add(PromptVersion(**old, author=workspace.bob, created_at=now))
    session.flush()
    page = editor.get(drafting)
    assert page.status_code == 200
    assert "读不懂了" in page.text


def test_an_unknown_price_is_said_to_be_unknown(
    app: Flask, monkeypatch: pytest.MonkeyPatch, editor: Visitor, drafting: str, planned: ContentItem
) -> None:
    use_model(app, monkeypatch, "<b>home-made")
    page = editor.get(drafting).text
    assert "未知：没有 &lt;b&gt;home-made 的价格" in page


def test_a_brief_that_goes_beyond_the_budget_is_warned_before(
    app: Flask, monkeypatch: pytest.MonkeyPatch, editor: Visitor, workspace: Workspace, drafting: str,
    planned: ContentItem,
) -> None:
    use_model(app, monkeypatch, "deepseek-flash")
    workspace.community.monthly_budget_micros = MILLION
    assert "只剩" not in editor.get(drafting).text
    workspace.community.monthly_budget_micros = 1
    assert "只剩" in editor.get(drafting).text


@pytest.mark.parametrize("variants", ["0", "4", "x", "-1"])
def test_an_odd_number_of_texts_comes_back_with_the_note(
    editor: Visitor, session: Session, drafting: str, planned: ContentItem, variants: str
) -> None:
    answer = editor.post(drafting, data={"item": planned.id, "note": "轻一点", "variants": variants})
    assert answer.status_code == 422
    assert "轻一点" in answer.text
    assert session.scalars(select(DraftingRun)).all() == []


def test_a_run_is_paused_and_goes_on(editor: Visitor, drafting: str, run: DraftingRun) -> None:
    page = f"{drafting}/{run.id}"
    assert editor.post(f"{page}/pause").location == page
    assert run.hold is Hold.PAUSED
    held = editor.get(page).text
    assert "已暂停" in held
    assert f"{page}/resume" in held
    editor.post(f"{page}/resume")
    assert run.hold is None
    assert f"{page}/pause" in editor.get(page).text


def test_a_run_without_money_says_how_to_go_on_and_stays_on_hold_until_then(
    app: Flask, monkeypatch: pytest.MonkeyPatch, editor: Visitor, session: Session, workspace: Workspace,
    drafting: str, run: DraftingRun,
) -> None:
    use_model(app, monkeypatch, "deepseek-flash")
    workspace.community.monthly_budget_micros = 1
    spend(session, workspace, run)
    run.hold = Hold.OVER_BUDGET
    page = f"{drafting}/{run.id}"
    assert "本月预算已用完" in editor.get(page).text
    editor.post(f"{page}/resume")
    assert run.hold is Hold.OVER_BUDGET
    workspace.community.monthly_budget_micros = MILLION
    editor.post(f"{page}/resume")
    assert run.hold is None


def test_a_run_shows_what_it_has_cost(
    editor: Visitor, session: Session, workspace: Workspace, drafting: str, run: DraftingRun
) -> None:
    spend(session, workspace, run)
    assert "共 1 次请求" in editor.get(f"{drafting}/{run.id}").text


@pytest.mark.parametrize("act", ["pause", "resume"])
def test_runs_of_other_communities_cannot_be_held_up(
    client: Visitor, workspace: Workspace, run: DraftingRun, act: str
) -> None:
    charlie = sign_in(client, workspace.charlie)
    assert charlie.post(f"/c/{workspace.elsewhere.id}/drafting/{run.id}/{act}").status_code == 404
