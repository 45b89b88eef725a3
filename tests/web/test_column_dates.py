"""The dates of a column: single departures, pauses and another rhythm, by plain forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.core.clock import now
from app.models import Column, Community, ContentItem
from tests.browser import Visitor, sign_in
from tests.factories import Workspace

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def today() -> date:
    return now().astimezone(SHANGHAI).date()


@pytest.fixture
def daily(session: Session, column: Column) -> Column:
    """A column that comes every day in the last minute but one, so that today always has one to come."""
    column.rule, column.at, column.starts_on = "FREQ=DAILY", time(23, 58), date(2026, 1, 1)
    session.flush()
    return column


@pytest.fixture
def dates(community: Community, daily: Column) -> str:
    return f"/c/{community.id}/community/columns/{daily.id}/dates"


def sent(column: Column, **fields: Any) -> dict[str, Any]:
    return {"version": str(column.version), **fields}


def test_a_date_is_left_out_and_brought_back(editor: Visitor, dates: str, daily: Column, today: date) -> None:
    on = (today + timedelta(days=3)).isoformat()
    assert editor.post(f"{dates}/leave-out", data=sent(daily, on=on)).status_code == 303
    assert daily.overrides == [{"on": on, "to": None}]
    assert "date-left-out" in editor.get(dates).text
    editor.post(f"{dates}/restore", data=sent(daily, on=on))
    assert daily.overrides == []


def test_a_date_is_moved_to_another_day_and_time(editor: Visitor, dates: str, daily: Column, today: date) -> None:
    on, to = today + timedelta(days=3), f"{today + timedelta(days=4)}T09:30"
    assert editor.post(f"{dates}/move", data=sent(daily, on=on.isoformat(), to=to)).status_code == 303
    text = editor.get(dates).text
    assert daily.overrides == [{"on": on.isoformat(), "to": f"{to}:00"}]
    assert text.count('<li class="date-line') == 12
    assert "原定" in text


@pytest.mark.parametrize(("days", "to", "problem"), [
    (3, "2001-01-01T09:30", "已经过去"),
    (3, "2099-01-01T09:30", "超过 366 天"),
    (3, "tomorrow", "不是社群当地的日期时间"),
    (3, "", "缺少必填项"),
    (3, "{4}T23:58", "已有这个栏目的另一次"),
    (-1, "{4}T09:30", "已经过去"),
])
def test_a_move_that_makes_no_sense_changes_nothing_and_keeps_what_was_typed(
    editor: Visitor, dates: str, daily: Column, today: date, days: int, to: str, problem: str
) -> None:
    typed = to.replace("{4}", (today + timedelta(days=4)).isoformat())
    on = (today + timedelta(days=days)).isoformat()
    answer = editor.post(f"{dates}/move", data=sent(daily, on=on, to=typed))
    assert answer.status_code == 422
    assert problem in answer.text
    assert days < 0 or f'value="{typed}"' in answer.text
    assert daily.overrides == []


def test_a_stale_version_changes_nothing_and_keeps_what_was_typed(
    editor: Visitor, dates: str, daily: Column, today: date
) -> None:
    on, to = (today + timedelta(days=3)).isoformat(), f"{today + timedelta(days=4)}T09:30"
    opened = sent(daily, on=on, to=to)
    editor.post(f"{dates}/pause", data=sent(daily, first=(today + timedelta(days=60)).isoformat(), last=""))
    answer = editor.post(f"{dates}/move", data=opened)
    assert answer.status_code == 409
    assert f'value="{to}"' in answer.text
    assert daily.overrides == []
    assert editor.post(f"{dates}/move", data=sent(daily, on=on, to=to)).status_code == 303


def test_a_pause_holds_its_days_and_ends_when_somebody_resumes(
    editor: Visitor, dates: str, daily: Column, today: date
) -> None:
    last = today + timedelta(days=9)
    editor.post(f"{dates}/pause", data=sent(daily, first=today.isoformat(), last=last.isoformat()))
    text = editor.get(dates).text
    assert "暂停到" in text
    assert f"{last:%Y-%m-%d}T" not in text
    assert f"{last + timedelta(days=1):%Y-%m-%d}T" in text
    editor.post(f"{dates}/resume", data=sent(daily, on=today.isoformat()))
    assert daily.pauses == []


def test_a_pause_that_runs_backwards_is_refused_with_its_days_kept(
    editor: Visitor, dates: str, daily: Column, today: date
) -> None:
    first = today.isoformat()
    answer = editor.post(f"{dates}/pause", data=sent(daily, first=first, last="2026-01-01"))
    assert answer.status_code == 422
    assert 'value="2026-01-01"' in answer.text
    assert daily.pauses == []


def test_the_rhythm_changes_from_a_day_on_or_altogether(
    editor: Visitor, dates: str, daily: Column, today: date
) -> None:
    on = (today + timedelta(days=5)).isoformat()
    assert 'value="FREQ=DAILY"' in editor.get(f"{dates}/change?on={on}").text
    change = {"starts_on": on, "weekdays": ["WE"], "rule": "", "at": "20:00"}
    assert editor.post(f"{dates}/change", data=sent(daily, scope="following", **change)).status_code == 303
    assert daily.phases == [{"from": on, "rule": "FREQ=WEEKLY;BYDAY=WE", "at": "20:00:00"}]
    assert "起每周三 20:00" in editor.get(dates).text
    opened = sent(daily, on=on)
    assert editor.post(f"{dates}/take-back", data=opened).status_code == 303
    assert daily.phases == []
    assert editor.post(f"{dates}/change", data={**opened, "scope": "following", **change}).status_code == 409
    editor.post(f"{dates}/change", data=sent(daily, scope="all", **change))
    assert (daily.rule, daily.phases, daily.starts_on) == ("FREQ=WEEKLY;BYDAY=WE", [], date(2026, 1, 1))


@pytest.mark.parametrize(("fields", "problem"), [
    ({"weekdays": [], "rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"}, "没有哪一天符合"),
    ({"weekdays": [], "rule": "FREQ=DAILY;COUNT=1000000"}, "1…1000"),
    ({"weekdays": [], "rule": ""}, "缺少必填项"),
    ({"starts_on": "1926-01-01"}, "超出范围"),
    ({"starts_on": "2026-01-01"}, "已经过去"),
    ({"scope": "<b>"}, "不在可选值里"),
])
def test_an_impossible_rhythm_changes_nothing(
    editor: Visitor, dates: str, daily: Column, today: date, fields: dict[str, Any], problem: str
) -> None:
    change = {"scope": "following", "starts_on": today.isoformat(), "weekdays": ["WE"], "rule": "", "at": "20:00"}
    answer = editor.post(f"{dates}/change", data=sent(daily, **change | fields))
    assert answer.status_code == 422
    assert problem in answer.text
    assert (daily.rule, daily.phases) == ("FREQ=DAILY", [])


def test_a_zone_that_is_gone_is_named_and_nothing_changes(
    editor: Visitor, session: Session, dates: str, daily: Column, community: Community, today: date
) -> None:
    community.timezone = "Mars/Olympus"
    session.flush()
    answers = [
        editor.get(dates), editor.get(f"{dates}/change"),
        editor.post(f"{dates}/leave-out", data=sent(daily, on=today.isoformat())),
    ]
    assert [answer.status_code for answer in answers] == [409] * 3
    assert all("Mars/Olympus" in answer.text for answer in answers)
    assert daily.overrides == []


def test_editing_the_theme_leaves_the_rhythm_as_people_changed_it(
    editor: Visitor, dates: str, daily: Column, community: Community, today: date
) -> None:
    on = (today + timedelta(days=5)).isoformat()
    editor.post(f"{dates}/change", data=sent(
        daily, scope="following", starts_on=on, weekdays=["WE"], rule="", at="20:00"
    ))
    form = {
        "name": "新名字", "persona": daily.persona.key, "voice": daily.voice.key, "value": "learning",
        "stage": "cognition", "form": "post", "rule": "FREQ=DAILY", "at": "23:58", "starts_on": "2026-01-01",
        "prompt": "posts/story.zh",
    }
    address = f"/c/{community.id}/community/columns/{daily.id}"
    assert editor.post(address, data=sent(daily, **form)).status_code == 303
    assert (daily.name, daily.prompt, len(daily.phases)) == ("新名字", "posts/story.zh", 1)
    assert editor.post(address, data=sent(daily, **form | {"at": "08:00"})).status_code == 303
    assert (daily.at, daily.phases) == (time(8), [])


def test_a_prompt_that_is_no_longer_there_is_said_to_be_gone(
    editor: Visitor, session: Session, daily: Column, community: Community
) -> None:
    daily.prompt = "posts/gone.zh"
    session.flush()
    text = editor.get(f"/c/{community.id}/community/columns/{daily.id}").text
    assert "已不在提示词库" in text
    assert '<optgroup label="按形式">' in text


@pytest.mark.parametrize(("who", "looking", "changing"), [("vic", 200, 403), ("rita", 200, 403), ("charlie", 404, 404)])
def test_who_may_look_at_dates_and_who_may_change_them(
    client: Visitor, workspace: Workspace, dates: str, daily: Column, today: date, who: str, looking: int, changing: int
) -> None:
    visitor = sign_in(client, getattr(workspace, who))
    assert visitor.get(dates).status_code == looking
    assert visitor.post(f"{dates}/leave-out", data=sent(daily, on=today.isoformat())).status_code == changing
    assert visitor.get(f"{dates}/change").status_code == changing
    assert visitor.post(f"{dates}/change", data=sent(daily)).status_code == changing
    assert daily.overrides == []


def test_a_post_already_planned_for_a_date_is_pointed_out(
    editor: Visitor, session: Session, dates: str, daily: Column, item: ContentItem, today: date
) -> None:
    item.column_id, item.column_day = daily.id, today + timedelta(days=2)
    item.slot_at = datetime.combine(item.column_day, time(12), UTC)
    session.flush()
    assert editor.get(dates).text.count("已在日历里") == 1
