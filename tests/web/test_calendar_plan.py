"""The plan page: proposed, read, accepted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.calendar.ticks import Tick
from app.models import ContentItem, User
from content_calendar.message import Message
from content_calendar.planning.faults import PlanRefused, RangeFault
from content_calendar.planning.occasions import occasions_between
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_column, make_item, make_persona
from tests.statements import reads_of

KEY = re.compile(r'name="slot" value="([^"]+)"')


@pytest.fixture
def address(workspace: Workspace, now: datetime) -> str:
    """Of a community that speaks of no occasion, so that its plans do not depend on the day of the test."""
    coming = occasions_between(now.date(), now.date() + timedelta(days=500))
    workspace.community.ignored_occasions = sorted({occasion.key for occasion in coming})
    return f"/c/{workspace.community.id}/calendar/plan"


@pytest.fixture
def days(workspace: Workspace, now: datetime) -> dict[str, str]:
    """Two whole weeks, some weeks ahead: four moments of the column."""
    monday = now.date() + timedelta(days=28 - now.weekday())
    end = monday + timedelta(days=13)
    return {"persona": str(workspace.persona.id), "start": monday.isoformat(), "end": end.isoformat(), "seed": "11"}


def count(session: Session) -> int:
    return session.scalar(select(func.count(ContentItem.id))) or 0


def proposed(client: Visitor, address: str, days: dict[str, str]) -> list[str]:
    return KEY.findall(client.get(address, query_string=days).text)


def test_without_a_word_the_plan_is_for_next_week(
    editor: Visitor, workspace: Workspace, address: str, now: datetime
) -> None:
    workspace.item.slot_at = now + timedelta(days=60)  # on some days of the week it stood in a moment of the column
    page = editor.get(address)
    assert page.status_code == 200
    assert len(KEY.findall(page.text)) == 2


def test_every_slot_is_ticked_and_says_why(editor: Visitor, address: str, days: dict[str, str]) -> None:
    page = editor.get(address, query_string=days).text
    assert len(KEY.findall(page)) == page.count(" checked") == 4
    assert page.count("固定栏目「照护小课」的节奏") == 4


def test_what_was_ticked_is_placed_and_the_way_to_drafts_is_shown(
    editor: Visitor, session: Session, address: str, days: dict[str, str]
) -> None:
    keys = proposed(editor, address, days)
    before = count(session)
    answer = editor.post(address, data=days | {"slot": keys[:3]})
    assert answer.status_code == 303
    assert f"date={days['start']}" in answer.headers["Location"]
    assert count(session) == before + 3
    page = editor.get(answer.headers["Location"]).text
    assert "已排入 3 条内容" in page
    assert "3 条已排期的内容还没有文案" in page


def test_an_accepted_plan_is_taken_back_by_one_button_once(
    editor: Visitor, session: Session, address: str, days: dict[str, str]
) -> None:
    standing = select(func.count(ContentItem.id)).where(ContentItem.state != State.ARCHIVED)
    before = session.scalar(standing)
    page = editor.post(address, data=days | {"slot": proposed(editor, address, days)}).headers["Location"]
    undo = f"{address}/{page.rpartition('accepted=')[2].partition('&')[0]}/undo"
    answer = editor.post(undo)
    assert session.scalar(standing) == before
    assert "已撤销 4 项改动" in editor.get(answer.headers["Location"]).text
    assert [answer.status_code, editor.post(undo).status_code] == [303, 409]


def test_half_of_a_plan_that_fills_a_day_above_the_cap_is_told(
    editor: Visitor, session: Session, workspace: Workspace, address: str, days: dict[str, str], now: datetime
) -> None:
    workspace.community.daily_cap, workspace.column.rule = 1, "FREQ=WEEKLY;BYDAY=MO"
    editor.post(address, data=days | {"slot": proposed(editor, address, days)})
    workspace.column.rule = "FREQ=WEEKLY;BYDAY=TU"
    make_column(session, workspace.persona, workspace.voice, now, key="other", name="问答", rule="FREQ=WEEKLY;BYDAY=MO")
    added = [key for key in proposed(editor, address, days) if "add-column" in key]
    answer = editor.post(address, data=days | {"slot": added})
    assert "2 条，超过每日 1 条" in editor.get(answer.headers["Location"]).text


def test_a_plan_for_everybody_is_accepted_together(
    editor: Visitor, session: Session, workspace: Workspace, address: str, days: dict[str, str], now: datetime
) -> None:
    other = make_persona(session, workspace.community, now, key="father", name="<b>新手爸爸</b>")
    make_column(session, other, workspace.voice, now, key="other", name="爸爸课堂", rule="FREQ=WEEKLY;BYDAY=TU")
    asked = days | {"persona": ""}
    page = editor.get(address, query_string=asked).text
    assert "<b>" not in page
    keys = KEY.findall(page)
    assert {key.partition("~")[0] for key in keys} == {str(workspace.persona.id), str(other.id)}
    before = count(session)
    assert editor.post(address, data=asked | {"slot": keys}).status_code == 303
    assert count(session) == before + len(keys) == before + 6


def test_accepting_twice_places_once_and_says_what_was_gone(
    editor: Visitor, session: Session, address: str, days: dict[str, str]
) -> None:
    keys = proposed(editor, address, days)
    editor.post(address, data=days | {"slot": keys[:1]})
    before = count(session)
    partly = editor.post(address, data=days | {"slot": keys[:2]})
    again = editor.post(address, data=days | {"slot": keys[:2]})
    assert (partly.status_code, again.status_code) == (303, 409)
    assert count(session) == before + 1
    assert "日历有了变化" in editor.get(partly.headers["Location"]).text + again.text


@pytest.mark.parametrize(
    "keys",
    [["nonsense"], ["1~20990101T0000Z~x"], ["1~99991231T2359Z~x"], ["~"], ["<script>"], ["9" * 5000]],
)
def test_a_key_nobody_proposed_places_nothing(
    editor: Visitor, session: Session, address: str, days: dict[str, str], keys: list[str]
) -> None:
    before = count(session)
    answer = editor.post(address, data=days | {"slot": keys})
    assert answer.status_code == 409
    assert count(session) == before
    assert "<script>" not in answer.text.replace("<script src", "").replace("<script type", "")


def test_nothing_ticked_is_said_and_the_plan_stays(editor: Visitor, address: str, days: dict[str, str]) -> None:
    answer = editor.post(address, data=days)
    assert answer.status_code == 422
    assert "至少勾选一项" in answer.text
    assert len(KEY.findall(answer.text)) == 4


def test_another_seed_is_another_plan_of_the_same_days(editor: Visitor, address: str, days: dict[str, str]) -> None:
    assert proposed(editor, address, days) == proposed(editor, address, days | {"seed": "12"})


def test_what_was_left_out_is_listed_with_its_reason(
    editor: Visitor, session: Session, workspace: Workspace, address: str, days: dict[str, str], now: datetime
) -> None:
    key = next(key for key in proposed(editor, address, days) if "column" in key)
    tick = Tick.read(key)
    assert tick
    make_item(session, workspace.column, now, slot_at=tick.at)
    page = editor.get(address, query_string=days).text
    assert key not in page
    assert "日历里已有「照护小课」这一天的内容" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": "x"}, "不是日期"),
        ({"end": "2020-01-01"}, "早于开始日"),
        ({"end": "2090-01-01"}, "最多 400 天"),
        ({"persona": ""}, ""),
        ({"persona": "999999"}, ""),
        ({"seed": "-1"}, "编号超出范围"),
        ({"seed": "many"}, ""),
    ],
)
def test_days_that_cannot_be_planned_are_refused_in_words(
    editor: Visitor, address: str, days: dict[str, str], change: dict[str, str], said: str
) -> None:
    asked = days | change
    answers: list[TestResponse] = [editor.get(address, query_string=asked), editor.post(address, data=asked)]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(said in answer.text for answer in answers)


def test_a_persona_without_columns_is_told_how_to_get_one(
    editor: Visitor, session: Session, workspace: Workspace, address: str, now: datetime
) -> None:
    bare = make_persona(session, workspace.community, now, key="bare", name="新人")
    page = editor.get(address, query_string={"persona": bare.id})
    assert page.status_code == 200
    assert "还没有固定栏目" in page.text


def test_a_column_that_rests_is_no_missing_column(
    editor: Visitor, workspace: Workspace, address: str, days: dict[str, str]
) -> None:
    workspace.column.pauses = [{"first": days["start"], "last": days["end"]}]
    page = editor.get(address, query_string=days).text
    assert (KEY.findall(page), "都处于暂停" in page, "还没有固定栏目" in page) == ([], True, False)
    workspace.column.pauses = [{"first": days["start"], "last": days["start"]}]
    page = editor.get(address, query_string=days).text
    assert (len(KEY.findall(page)) >= 3, "都处于暂停" in page) == (True, False)


def test_a_plan_for_everybody_asks_no_more_than_one_for_a_few(
    editor: Visitor, session: Session, workspace: Workspace, address: str, days: dict[str, str], now: datetime
) -> None:
    everybody = days | {"persona": "", "end": days["start"]}
    session.flush()
    reads: list[int] = []
    for more in (2, 98):
        for number in range(more):
            persona = make_persona(session, workspace.community, now, key=f"p{more}-{number}", name=f"画像{number}")
            make_column(session, persona, workspace.voice, now)
        session.expire_all()
        reads.append(reads_of(editor, f"{address}?{urlencode(everybody)}"))
    assert reads[0] == reads[1] <= 20, reads


def test_a_community_without_personas_is_shown_the_way(client: Visitor, workspace: Workspace, alice: User) -> None:
    page = sign_in(client, alice).get(f"/c/{workspace.elsewhere.id}/calendar/plan")
    assert f"/c/{workspace.elsewhere.id}/community/personas/new" in page.text


def test_a_fading_community_is_told_above_the_plan(
    editor: Visitor, workspace: Workspace, address: str, now: datetime
) -> None:
    workspace.community.founded_on = now.date() - timedelta(days=30)
    assert "社群已成立 30 天" in editor.get(address).text


def test_only_editors_plan(client: Visitor, address: str, vic: User, charlie: User, days: dict[str, str]) -> None:
    statuses = [sign_in(client, person).get(address).status_code for person in (vic, charlie)]
    statuses += [sign_in(client, person).post(address, data=days).status_code for person in (vic, charlie)]
    assert statuses == [403, 404, 403, 404]


def test_what_the_domain_refuses_anywhere_reaches_people_in_their_language(app: Flask) -> None:
    refusal = PlanRefused(Message(RangeFault.REVERSED, {"start": "2026-01-02", "end": "2026-01-01"}))
    with app.test_request_context(headers={"Accept": "application/json", "Accept-Language": "zh"}):
        answer = app.make_response(app.handle_user_exception(refusal))
    assert answer.status_code == 422
    assert "请把两个日期对调" in answer.json["detail"]
