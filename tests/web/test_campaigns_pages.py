"""Campaigns and events as people make, follow, tick off and look back on them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.feedback.service import Reading, record_feedback
from app.models import Campaign, Column, Community, ContentItem, Event, Persona
from content_calendar.vocabulary import Counter, Goal, Tactic
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_campaign, make_item, make_persona, published


@pytest.fixture
def root(community: Community) -> str:
    return f"/c/{community.id}/calendar/campaigns"


@pytest.fixture
def today(now: datetime) -> date:
    return now.date() + timedelta(days=1)


def words(today: date, persona: Persona, **fields: object) -> dict[str, object]:
    """A form filled in."""
    return {
        "name": "双12 暖冬季", "theme": "少买一点", "goal": "convert", "personas": [persona.key], "touches": "7",
        "first": today.isoformat(), "last": (today + timedelta(days=11)).isoformat(), "tactic": "group_buy",
    } | fields


def the_campaign(session: Session) -> Campaign:
    return session.scalars(select(Campaign)).one()


def test_a_campaign_is_made_and_found_on_its_pages(
    editor: Visitor, session: Session, root: str, today: date, persona: Persona, event: Event
) -> None:
    answer = editor.post(f"{root}/new", data=words(today, persona, event=event.key))
    campaign = the_campaign(session)
    assert answer.location.endswith(f"{root}/{campaign.id}")
    assert (campaign.goal, campaign.tactic, campaign.event_id) == (Goal.CONVERT, Tactic.GROUP_BUY, event.id)
    page = editor.get(answer.location).text
    assert "双12 暖冬季" in page
    assert "安排还缺的 7 次触达" in page
    assert "埋下话头" in page
    assert "双12 暖冬季" in editor.get(root).text
    assert "双12 暖冬季" in editor.get(f"{root}/events/{event.id}").text


WRONG = {
    "in reverse": ({"last": "2026-01-01", "first": "2026-01-05"}, "最后一天（2026-01-01）早于第一天（2026-01-05）"),
    "over": ({"last": "2026-01-20", "first": "2026-01-05"}, "2026-01-20 已经过去"),
    "a century": ({"last": "2099-01-01"}, "最多 180 天"),
    "too dense": ({"touches": "7", "last": "same"}, "1 天排不下 7 次触达"),
    "eight touches": ({"touches": "8"}, "应在 1 到 7 之间"),
    "nobody": ({"personas": []}, "不能为空"),
    "somebody else's": ({"personas": ["nobody"]}, "找不到标识为“nobody”的画像"),
    "no such event": ({"event": "ball"}, "找不到标识为“ball”的活动"),
    "control characters": ({"theme": "a\x00b"}, "控制字符"),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_an_impossible_campaign_is_refused_with_every_word_kept(
    editor: Visitor, session: Session, root: str, today: date, persona: Persona, change: dict[str, object], said: str
) -> None:
    if change.get("last") == "same":
        change = change | {"last": today.isoformat()}
    answer = editor.post(f"{root}/new", data=words(today, persona, **change))
    assert answer.status_code == 422
    assert said in answer.text
    assert "双12 暖冬季" in answer.text
    assert session.scalar(select(func.count(Campaign.id))) == 0


def test_a_persona_hears_one_campaign_at_a_time(
    editor: Visitor, session: Session, root: str, today: date, persona: Persona, community: Community, now: datetime
) -> None:
    make_campaign(session, [persona], now, name="圣诞换购", first=today, last=today + timedelta(days=3))
    refused = editor.post(f"{root}/new", data=words(today + timedelta(days=3), persona))
    assert refused.status_code == 422
    assert "已有推广“圣诞换购”" in refused.text
    assert editor.post(f"{root}/new", data=words(today + timedelta(days=4), persona)).status_code == 303
    other = make_persona(session, community, now, key="office", name="返岗妈妈")
    assert editor.post(f"{root}/new", data=words(today, other, name="另一场")).status_code == 303


def test_an_edit_of_what_changed_meanwhile_keeps_the_words_and_shows_the_newer_ones(
    editor: Visitor, session: Session, root: str, today: date, persona: Persona, community: Community, now: datetime
) -> None:
    campaign = make_campaign(session, [persona], now, first=today, last=today + timedelta(days=11))
    other = make_persona(session, community, now, key="office", name="返岗妈妈")
    session.commit()
    address, opened = f"{root}/{campaign.id}/edit", campaign.version
    assert editor.post(address, data=words(today, other, version=opened)).status_code == 303
    answer = editor.post(address, data=words(today, persona, theme="我的话", version=opened))
    assert answer.status_code == 409
    assert "我的话" in answer.text
    assert [one.key for one in the_campaign(session).personas] == ["office"]


def test_a_campaign_goes_once_its_posts_are_archived_and_these_say_why(
    editor: Visitor, session: Session, root: str, persona: Persona, column: Column, now: datetime
) -> None:
    campaign = make_campaign(session, [persona], now, name="圣诞换购")
    item = make_item(session, column, now, campaign_id=campaign.id, touch=3)
    session.commit()
    address = f"{root}/{campaign.id}/delete"
    refused = editor.post(address)
    assert refused.status_code == 409
    assert "先把它们归档" in refused.text
    item.state = State.ARCHIVED
    session.commit()
    assert editor.post(address).status_code == 303
    left = session.get_one(ContentItem, item.id)
    assert (left.campaign_id, left.touch) == (None, 0)
    assert "圣诞换购" in left.history[-1].note


def test_lines_of_a_checklist_are_ticked_by_two_people_and_by_nobody_twice(
    editor: Visitor, session: Session, root: str, event: Event
) -> None:
    event.checklist = ["备齐奖品", "<b>试投票</b>"]
    session.commit()
    address, version = f"{root}/events/{event.id}", event.version
    assert editor.post(f"{address}/check", data={"line": "备齐奖品", "done": "yes"}).status_code == 303
    fragment = editor.post(
        f"{address}/check", data={"line": "<b>试投票</b>", "done": "yes"}, headers={"HX-Request": "true"}
    )
    assert "完成 2 / 2" in fragment.text
    assert "&lt;b&gt;试投票" in fragment.text
    session.expire_all()
    assert (event.checked, event.version) == (["备齐奖品", "<b>试投票</b>"], version)
    editor.post(f"{address}/check", data={"line": "备齐奖品", "done": "no"})
    gone = editor.post(f"{address}/check", data={"line": "没有这行", "done": "yes"})
    assert gone.status_code == 409
    session.expire_all()
    assert event.checked == ["<b>试投票</b>"]


def test_what_nobody_told_of_a_post_is_no_zero_on_the_page_of_its_event(
    editor: Visitor, session: Session, root: str, workspace: Workspace, event: Event, now: datetime
) -> None:
    item = workspace.item
    item.event_id = event.id
    published(session, workspace, item, now)
    later = now + timedelta(days=30)
    record_feedback(session, item, Reading({Counter.VIEWS: 300}, later, "手工"), actor=workspace.editor, now=later)
    page = editor.get(f"{root}/events/{event.id}").text
    assert ("300" in page, page.count("没有上报")) == (True, 6), "three sums and three cells"


def test_a_retrospective_is_kept_and_not_overwritten_unseen(
    editor: Visitor, session: Session, root: str, event: Event
) -> None:
    address, opened = f"{root}/events/{event.id}/retrospective", event.version
    assert editor.post(address, data={"retrospective": "人多，点心少", "version": opened}).status_code == 303
    stale = editor.post(address, data={"retrospective": "我的话", "version": opened})
    assert stale.status_code == 409
    assert "人多，点心少" in stale.text
    assert "我的话" in stale.text
    session.expire_all()
    assert event.retrospective == "人多，点心少"


def test_who_only_reads_is_shown_no_way_to_change(
    client: Visitor, session: Session, workspace: Workspace, root: str, persona: Persona, now: datetime
) -> None:
    campaign = make_campaign(session, [persona], now)
    session.commit()
    for person in (workspace.vic, workspace.rita):
        sign_in(client, person)
        for address in (root, f"{root}/{campaign.id}", f"{root}/events/{workspace.event.id}"):
            page = client.get(address)
            assert page.status_code == 200
            assert 'method="post"' not in page.text.partition('id="main"')[2].partition("</main>")[0]
        assert client.post(f"{root}/{campaign.id}/delete").status_code == 403


def test_a_campaign_of_another_community_does_not_exist_here(
    editor: Visitor, session: Session, workspace: Workspace, root: str, now: datetime
) -> None:
    foreign = make_campaign(session, [make_persona(session, workspace.elsewhere, now)], now)
    session.commit()
    assert editor.get(f"{root}/{foreign.id}").status_code == 404
    assert editor.post(f"{root}/{foreign.id}/delete").status_code == 404


def test_a_touch_names_its_campaign_in_the_drawer_and_on_its_page(
    editor: Visitor, session: Session, persona: Persona, column: Column, community: Community, now: datetime
) -> None:
    campaign = make_campaign(session, [persona], now, name="<i>圣诞</i>")
    item = make_item(session, column, now, campaign_id=campaign.id, touch=3)
    session.commit()
    for page in ("calendar/items", "items"):
        text = editor.get(f"/c/{community.id}/{page}/{item.id}").text
        assert "&lt;i&gt;圣诞&lt;/i&gt;</a> · 第 3 次触达" in text
