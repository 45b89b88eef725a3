"""Keeping account of what models cost, month by month where the community lives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import Usage
from app.core.database import db
from app.core.settings import Settings
from app.models import Community, ModelCall, Purpose
from app.spending import queries, service
from app.spending.months import Month
from tests.factories import Workspace
from tests.statements import reading

PAID = Usage("api.deepseek.com", "deepseek-flash", 1000, 500, 900)
COST = 1000 * 2 + 500 * 8
UNPRICED = Usage("relay.example.com", "some-model", 1000, 500, 900)
NOON = datetime(2026, 9, 30, 4, 0, tzinfo=UTC)  # in Shanghai


@pytest.fixture
def with_model(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The application as it would be with a model that has a price."""
    settings: Settings = app.extensions["qunbi-settings"]
    paid = settings.model_copy(update={
        "openai_model": "deepseek-flash", "openai_base_url": "https://api.deepseek.com/v1",
    })
    monkeypatch.setitem(app.extensions, "qunbi-settings", paid)
    return paid


def spend(
    session: Session, community: Community | None, *usages: Usage, now: datetime = NOON, prompt: str = "",
    prompt_version: str = "",
) -> int | None:
    cost = service.record(
        session, usages, community_id=community.id if community else None, purpose=Purpose.DRAFT, now=now,
        prompt=prompt, prompt_version=prompt_version,
    )
    session.flush()
    return cost


def test_every_request_is_written_down_failed_ones_too(session: Session, community: Community) -> None:
    failed = Usage("api.deepseek.com", "deepseek-flash", outcome="endpoint_timed_out", latency_ms=60_000)
    assert spend(session, community, failed, PAID, prompt="posts/learning.zh", prompt_version="#3") == COST
    calls = session.scalars(select(ModelCall).order_by(ModelCall.id)).all()
    assert [(call.outcome, call.cost_micros, call.latency_ms) for call in calls] == [
        ("endpoint_timed_out", 0, 60_000), ("", COST, 900),
    ]
    assert {(call.prompt, call.prompt_version) for call in calls} == {("posts/learning.zh", "#3")}


def test_an_unknown_price_stays_unknown(session: Session, community: Community) -> None:
    assert spend(session, community, PAID, UNPRICED) is None
    assert service.spent_this_month(session, community, NOON) == COST


def test_nothing_asked_costs_nothing(session: Session, community: Community) -> None:
    assert spend(session, community) == 0
    assert service.spent_this_month(session, community, NOON) == 0


def test_a_month_ends_at_midnight_where_the_community_is(session: Session, workspace: Workspace) -> None:
    community = workspace.community
    midnight = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
    spend(session, community, PAID, now=midnight - timedelta(seconds=1))
    spend(session, community, PAID, PAID, now=midnight)
    spend(session, workspace.elsewhere, PAID, now=midnight)
    assert service.spent_this_month(session, community, NOON) == COST
    assert service.spent_this_month(session, community, midnight) == 2 * COST


def test_a_budget_is_used_up_when_it_is_reached(
    session: Session, community: Community, with_model: Settings
) -> None:
    spend(session, community, PAID)
    assert not service.over_budget(session, community, NOON)
    community.monthly_budget_micros = COST + 1
    assert not service.over_budget(session, community, NOON)
    community.monthly_budget_micros = COST
    assert service.over_budget(session, community, NOON)
    assert not service.over_budget(session, community, NOON + timedelta(days=1))


def test_a_used_up_budget_does_not_stop_the_offline_writer(session: Session, community: Community) -> None:
    community.monthly_budget_micros = COST
    spend(session, community, PAID)
    assert not service.over_budget(session, community, NOON)


def test_an_estimate_is_the_price_times_the_number(app: Flask, with_model: Settings) -> None:
    assert service.estimate(with_model, 1000, 500, 7) == 7 * COST
    unknown = with_model.model_copy(update={"openai_model": "new-model"})
    assert service.estimate(unknown, 1000, 500, 7) is None
    offline = with_model.model_copy(update={"openai_model": None})
    assert service.estimate(offline, 1000, 500, 7) == 0


def test_all_communities_are_summed_in_one_query(session: Session, workspace: Workspace) -> None:
    both = [workspace.elsewhere, workspace.community]
    workspace.community.monthly_budget_micros = 4 * COST
    spend(session, workspace.community, PAID, UNPRICED)
    session.flush()
    assert {one.name for one in both}  # read, so that what follows is the account's own
    with reading(db.engine) as statements:
        elsewhere, here = service.months_spent(session, both, NOON)
    assert len(statements) == 1
    assert (here.spent, here.calls, here.unpriced, here.used_percent) == (COST, 2, 1, 25)
    assert (elsewhere.spent, elsewhere.calls, elsewhere.is_used_up) == (0, 0, False)
    assert service.months_spent(session, [], NOON) == ()


def test_the_account_names_prompts_and_models_and_what_was_no_good(session: Session, community: Community) -> None:
    cut_off = Usage("api.deepseek.com", "deepseek-flash", 1000, 500, 900, "answer_cut_off")
    busy = Usage("api.deepseek.com", "deepseek-flash", outcome="endpoint_rate_limited")
    spend(session, community, PAID, PAID, PAID, cut_off, busy, prompt="posts/learning.zh")
    spend(session, community, UNPRICED, prompt="edits/shorter.zh")
    account = queries.account(session, community, Month(2026, 9))
    first, second = account.lines
    assert (first.prompt, first.calls, first.failed, first.unusable) == ("posts/learning.zh", 5, 1, 1)
    assert (first.spent, first.unusable_share, first.prompt_tokens) == (4 * COST, 0.25, 4000)
    assert (second.model, second.spent, second.unpriced) == ("some-model", 0, 1)
    assert (account.total.calls, account.unpriced_models) == (6, ("some-model",))
    assert queries.account(session, community, Month(2026, 8)).lines == ()


def test_test_runs_of_no_community_are_kept_apart(session: Session, community: Community) -> None:
    spend(session, None, PAID)
    assert service.spent_this_month(session, community, NOON) == 0
    assert service.unassigned_spent(session, Month(2026, 9), community.timezone).spent == COST


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "2026-1", "0001-01", "9999-12", "", "x", "2026-11-01"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.written(text) is None


def test_months_follow_one_another() -> None:
    december = Month.written("2026-12")
    assert december is not None
    assert (str(december.later()), str(december.earlier())) == ("2027-01", "2026-11")
    assert december < december.later()
