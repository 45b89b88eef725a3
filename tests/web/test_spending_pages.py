"""The cost page, the budget of a community, what Today says of it, and the test of a model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import Usage
from app.core.settings import Settings
from app.models import Community, ModelCall, Purpose
from app.spending import service
from tests.browser import Visitor, sign_in
from tests.factories import Workspace
from tests.services.copywriter.model_server import Behaviour, ModelServer, says, sends
from tests.statements import reads_of

KEY = "sk-never-shown-0123456789"
PAID = Usage("api.deepseek.com", "deepseek-flash", 200_000, 100_000, 900)  # 1.2 yuan
LOST = Usage("relay.example.com", "<b>odd</b>", 10, 10, 900, "answer_cut_off")


def spend(session: Session, community: Community, *usages: Usage, now: datetime) -> None:
    service.record(
        session, usages, community_id=community.id, purpose=Purpose.DRAFT, now=now, prompt="posts/learning.zh"
    )


def use_model(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    settings: Settings = app.extensions["qunbi-settings"]
    monkeypatch.setitem(app.extensions, "qunbi-settings", settings.model_copy(update={
        "openai_model": "test-model", "openai_base_url": address, "openai_api_key": SecretStr(KEY),
    }))


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[ModelServer]:
    behaviours: list[Behaviour] = getattr(request, "param", [says('{"greeting": "大家好"}')])
    with ModelServer(*behaviours) as listening:
        use_model(app, monkeypatch, listening.base_url)
        yield listening


def test_a_month_without_requests_says_what_will_stand_here(client: Visitor, workspace: Workspace) -> None:
    page = sign_in(client, workspace.vic).get(f"/c/{workspace.community.id}/insights/cost").text
    assert "这个月没有调用过模型" in page


def test_the_cost_page_tells_what_what_for_and_what_is_unknown(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    spend(session, workspace.community, PAID, LOST, now=now)
    address = f"/c/{workspace.community.id}/insights/cost"
    page = sign_in(client, workspace.vic).get(address).text
    assert all(text in page for text in ("posts/learning.zh", "deepseek-flash", "¥1.20", "200,010", "50%", "未知"))
    assert "<b>odd</b>" not in page
    assert "QUNBI_PRICES" in page
    assert "posts/learning.zh" not in client.get(f"{address}?month=2026-01").text
    assert client.get(f"{address}?month=9999-99").status_code == 200


def test_the_cost_page_asks_little_however_much_was_asked(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    address = f"/c/{workspace.community.id}/insights/cost"
    visitor = sign_in(client, workspace.alice)
    few = reads_of(visitor, address)
    spend(session, workspace.community, *[PAID] * 5, LOST, now=now)
    assert reads_of(visitor, address) == few <= 9


def test_outsiders_do_not_learn_of_it(client: Visitor, workspace: Workspace) -> None:
    assert sign_in(client, workspace.charlie).get(f"/c/{workspace.community.id}/insights/cost").status_code == 404


def test_an_admin_sets_a_budget_and_nonsense_is_refused_in_words(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    address = f"/c/{workspace.community.id}/community/edit"
    visitor = sign_in(client, workspace.alice)
    form = _filled(workspace.community) | {"monthly_budget": "49.90"}
    assert visitor.post(address, data=form).status_code == 303
    assert workspace.community.monthly_budget_micros == 49_900_000
    assert 'value="49.9"' in visitor.get(address).text
    form["version"] = str(workspace.community.version)
    for wrong in ("abc", "-5", "1e9", "NaN", "0", "99999999999"):
        refused = visitor.post(address, data=form | {"monthly_budget": wrong})
        assert refused.status_code == 422, wrong
        assert f'value="{wrong}"' in refused.text
    assert visitor.post(address, data=form | {"monthly_budget": ""}).status_code == 303
    assert workspace.community.monthly_budget_micros is None


def test_today_says_how_much_of_the_budget_is_used(
    client: Visitor, session: Session, workspace: Workspace, server: ModelServer, now: datetime
) -> None:
    workspace.community.monthly_budget_micros = 1_000_000
    spend(session, workspace.community, PAID, now=now)
    page = sign_in(client, workspace.bob).get("/").text
    assert all(text in page for text in ("模型费用", "¥1.20", "¥1.00", "已用完"))


def test_the_test_of_a_model_shows_what_it_reached_and_is_written_down(
    client: Visitor, session: Session, workspace: Workspace, server: ModelServer
) -> None:
    page = sign_in(client, workspace.alice).post("/settings/model/test", data={"endpoint": "0"})
    assert page.status_code == 200
    assert all(text in page.text for text in ("可以用", "大家好", "served-model", "JSON 结构"))
    assert KEY not in page.text
    call = session.scalars(select(ModelCall)).one()
    assert (call.purpose, call.community_id, call.model, call.cost_micros) == (Purpose.TEST_RUN, None, "test-model", 0)


@pytest.mark.parametrize("server", [[sends(f'{{"error": "Incorrect API key: {KEY}"}}', 401)]], indirect=True)
def test_a_failed_test_names_cause_and_remedy_and_never_the_key(
    client: Visitor, session: Session, workspace: Workspace, server: ModelServer
) -> None:
    page = sign_in(client, workspace.alice).post("/settings/model/test", data={"endpoint": "0"})
    assert page.status_code == 200
    assert "不接受密钥" in page.text
    assert KEY not in page.text
    assert session.scalars(select(ModelCall)).one().outcome == "endpoint_key_refused"


def test_only_the_owner_tests_and_only_what_exists(
    client: Visitor, workspace: Workspace, server: ModelServer
) -> None:
    assert sign_in(client, workspace.bob).post("/settings/model/test", data={"endpoint": "0"}).status_code == 403
    assert sign_in(client, workspace.alice).post("/settings/model/test", data={"endpoint": "9"}).status_code == 404
    assert not server.requests


def _filled(community: Community) -> dict[str, str]:
    shares = {f"value_shares-{name}": str(share) for name, share in community.value_shares.items()}
    return {
        "version": str(community.version), "key": community.key, "name": community.name, "brand": "暖窝",
        "platform": community.platform.value, "kind": community.kind.value, "goal": community.goal.value,
        "founded_on": "2026-01-01", "horizon": community.horizon.value, "positioning": community.positioning.value,
        "language": "zh", "timezone": community.timezone, "daily_cap": "2", "weekly_cap": "7", "min_gap_minutes": "60",
        **(shares or {f"value_shares-{name}": "20" for name in
                      ("information", "benefit", "viewpoint", "learning", "connection")}),
    }
