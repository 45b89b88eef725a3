"""The balance panel: shares, gaps and signs, each with the way to where one acts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.models import User
from content_calendar.vocabulary import BusinessGoal, Stage
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_item
from tests.statements import reads_of


@pytest.fixture
def address(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/calendar/balance"


def test_gaps_lead_to_a_plan_of_their_days_and_crowded_days_to_their_week(
    editor: Visitor, session: Session, workspace: Workspace, address: str, now: datetime
) -> None:
    noon = (now + timedelta(days=30)).replace(hour=4, minute=0, second=0, microsecond=0)
    for hour in range(3):
        make_item(session, workspace.column, now, slot_at=noon + timedelta(hours=hour))
    first, last = noon.date(), noon.date() + timedelta(days=9)
    page = editor.get(address, query_string={"first": first.isoformat(), "last": last.isoformat()}).text
    assert "3 条，超过每日 2 条" in page
    gap = f"persona={workspace.persona.id}&amp;start={first + timedelta(days=1)}&amp;end={last}"
    assert "连续 9 天没有内容" in page
    assert gap in page


def test_a_purpose_mixed_with_another_and_a_fading_community_are_told(
    editor: Visitor, session: Session, workspace: Workspace, address: str, now: datetime
) -> None:
    workspace.community.goal = BusinessGoal.INSIGHT
    workspace.community.founded_on = now.date() - timedelta(days=30)
    for day in range(10):
        make_item(session, workspace.column, now, slot_at=now - timedelta(days=day + 1), stage=Stage.CONVERSION)
    page = editor.get(address).text
    assert "社群目标是「用户反馈」" in page
    assert "社群已成立 30 天" in page


def test_the_panel_asks_little_and_shows_viewers_nothing_to_do(
    editor: Visitor, client: Visitor, address: str, vic: User, charlie: User
) -> None:
    # The panel's own three stand beside those of the account, the membership and the shell around the page.
    assert reads_of(editor, address) <= 11
    page = sign_in(client, vic).get(address)
    assert page.status_code == 200
    assert "/calendar/plan" not in page.text
    assert sign_in(client, charlie).get(address).status_code == 404


@pytest.mark.parametrize(
    "days",
    [{"first": "x"}, {"first": "2030-01-02", "last": "2030-01-01"}, {"first": "2001-01-01", "last": "2099-01-01"}],
)
def test_days_nobody_can_read_at_once_are_refused_in_words(editor: Visitor, address: str, days: dict[str, str]) -> None:
    assert editor.get(address, query_string=days).status_code == 422
