"""The reply desk in the browser: what is found, asked for, handed over and learned from."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import service as library
from app.models import ContentItem, ReplyFavourite, ReplyGap, ReplyOutcome, ReplyUse, User
from app.replies import service
from app.replies.cards import Card
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import MemberState, Platform, Scenario
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, approved

PRICE = Variable(name="金额", kind=VariableKind.MONEY)
CARD = Card(
    scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), variables=(Variable(name="昵称"), PRICE),
    short_code="jgyy", platform_notes={Platform.WECOM_GROUP: "一并发小程序卡片"},
)
WORDS = Copy(hook="{昵称}，觉得贵很正常。", body="今天{金额}，先不急着定。")
PLAIN = Card(scenario=Scenario.CLOSING, short_code="zj")


@pytest.fixture
def address(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/replies/desk"


@pytest.fixture
def asking(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """An approved template with two blanks."""
    item = service.create(session, workspace.community, CARD, WORDS, actor=workspace.editor, now=now)
    return approved(session, workspace, item, now)


@pytest.fixture
def whole(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """An approved template without blanks."""
    copy = Copy(body="<b>有事</b>再喊我。")
    item = service.create(session, workspace.community, PLAIN, copy, actor=workspace.editor, now=now)
    return approved(session, workspace, item, now)


def uses(session: Session) -> list[ReplyUse]:
    return list(session.scalars(select(ReplyUse).order_by(ReplyUse.id)))


def test_the_page_shows_the_tree_and_what_is_on_offer(editor: Visitor, address: str, asking: ContentItem) -> None:
    page = editor.get(address).text
    assert f'id="hit-{asking.id}"' in page
    assert 'data-scenario="price">1<' in page
    assert "layout-dashboard" in page
    narrow = editor.get(f"{address}?narrow=1").text
    assert f'id="hit-{asking.id}"' in narrow
    assert "layout-dashboard" not in narrow, "beside a chat there is no room for the shell"


def test_initials_find_and_mark_and_filters_narrow(
    editor: Visitor, address: str, asking: ContentItem, whole: ContentItem
) -> None:
    found = editor.get(f"{address}/hits?q=jgyy").text
    assert found.index(f"hit-{asking.id}") > 0
    assert "<mark>jgyy</mark>" in found
    assert f"hit-{whole.id}" not in found
    others = editor.get(f"{address}/hits?members=newcomer").text
    assert f"hit-{asking.id}" not in others, "it is for loyal members"
    assert f"hit-{whole.id}" in others
    assert "&lt;b&gt;有事" in others


@pytest.mark.parametrize("query", ["😀😀", "{{ 7*7 }}", "<script>alert(1)</script>", "ا" * 300, "\x00%", "' OR 1=1"])
def test_whatever_is_typed_the_list_stays_calm(editor: Visitor, address: str, whole: ContentItem, query: str) -> None:
    asked = {"q": query, "scenario": "?", "members": "x", "persona": "9" * 30}
    answer = editor.get(f"{address}/hits", query_string=asked)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def test_enter_asks_for_what_is_missing_and_then_hands_over(
    editor: Visitor, session: Session, address: str, asking: ContentItem
) -> None:
    take = f"{address}/{asking.id}/take"
    first = editor.post(take, data={"members": "loyal"})
    assert first.status_code == 200
    assert 'name="blank-昵称"' in first.text
    assert "form-error" not in first.text, "nobody has been asked yet"
    refused = editor.post(take, data={"asked": "1", "blank-昵称": "小满", "blank-金额": "很多"})
    assert refused.status_code == 422
    assert "要填金额" in refused.text
    assert 'value="小满"' in refused.text
    assert uses(session) == []
    ready = editor.post(take, data={"asked": "1", "members": "loyal", "blank-昵称": "{{7*7}}", "blank-金额": "39.90"})
    assert "{{7*7}}，觉得贵很正常。\n今天¥39.90，先不急着定。" in ready.text
    assert "一并发小程序卡片" in ready.text
    assert [(use.item_id, use.member_state) for use in uses(session)] == [(asking.id, MemberState.LOYAL)]


def test_one_key_says_what_became_of_it_and_takes_it_back(
    editor: Visitor, session: Session, address: str, whole: ContentItem
) -> None:
    assert "data-copy-now" in editor.post(f"{address}/{whole.id}/take").text
    use = uses(session)[0]
    outcome = f"{address}/uses/{use.id}/outcome"
    editor.post(f"{address}/uses/{use.id}/edited", data={"before": "有事再喊我。", "after": "有事喊我。"})
    assert 'aria-pressed="true"' in editor.post(outcome, data={"outcome": "helped"}).text
    session.refresh(use)
    assert (use.outcome, use.edit_distance) == (ReplyOutcome.HELPED, 1)
    editor.post(outcome, data={"outcome": "helped"})
    session.refresh(use)
    assert use.outcome is None


def test_words_that_lost_their_approval_are_not_handed_over(
    editor: Visitor, session: Session, workspace: Workspace, address: str, whole: ContentItem, now: datetime
) -> None:
    library.edit_copy(
        session, whole, Copy(body="别的话"), version=whole.version, actor=workspace.editor, now=now
    )
    answer = editor.post(f"{address}/{whole.id}/take")
    assert answer.status_code == 409
    assert "别的话" not in answer.text
    assert f"hit-{whole.id}" not in editor.get(f"{address}/hits").text


def test_what_is_known_stays_out_of_blanks_of_another_kind(
    editor: Visitor, session: Session, workspace: Workspace, address: str, now: datetime
) -> None:
    voice = Variable(name="客服", kind=VariableKind.CHOICE, choices=("早班", "晚班"))
    card = Card(scenario=Scenario.AFTER_SALES, variables=(voice, Variable(name="状态")), voice_id=workspace.voice.id)
    copy = Copy(body="{客服}在查了，您的订单{状态}。")
    item = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    take = f"{address}/{approved(session, workspace, item, now).id}/take"
    asked = editor.post(take, data={"members": "newcomer"})
    assert 'name="blank-客服"' in asked.text, "the name of the voice is no shift"
    assert 'name="blank-状态"' in asked.text, "the state of an order is not that of the member"
    ready = editor.post(take, data={"asked": "1", "blank-客服": "晚班", "blank-状态": "已发货"})
    assert "晚班在查了，您的订单已发货。" in ready.text


def test_favourites_and_recents_are_each_persons_own(
    client: Visitor, session: Session, workspace: Workspace, address: str, asking: ContentItem, whole: ContentItem,
) -> None:
    editor = sign_in(client, workspace.bob)
    editor.post(f"{address}/{asking.id}/favourite")
    editor.post(f"{address}/{whole.id}/take")
    assert [row.item_id for row in session.scalars(select(ReplyFavourite))] == [asking.id]
    favourites, recent = (editor.get(f"{address}/hits?view={view}").text for view in ("favourites", "recent"))
    assert (f"hit-{asking.id}" in favourites, f"hit-{whole.id}" in favourites) == (True, False)
    assert (f"hit-{asking.id}" in recent, f"hit-{whole.id}" in recent) == (False, True)
    other = sign_in(client, workspace.rita)
    assert 'class="hit"' not in other.get(f"{address}/hits?view=favourites").text
    assert other.post(f"{address}/uses/{uses(session)[0].id}/outcome", data={"outcome": "helped"}).status_code == 404


def test_a_search_in_vain_is_counted_without_anybodys_data(
    editor: Visitor, session: Session, address: str, whole: ContentItem
) -> None:
    assert f'hx-post="{address}/gaps"' in editor.get(f"{address}/hits?q=qqvvxx").text
    assert editor.post(f"{address}/gaps", data={"q": "13812345678 能开发票吗"}).status_code == 204
    kept = session.scalars(select(ReplyGap)).one()
    assert "13812345678" not in kept.query


def test_viewers_look_and_strangers_do_not(
    client: Visitor, address: str, whole: ContentItem, vic: User, charlie: User
) -> None:
    viewer = sign_in(client, vic)
    assert f"hit-{whole.id}" in viewer.get(address).text
    assert viewer.post(f"{address}/{whole.id}/take").status_code == 403
    stranger = sign_in(client, charlie)
    assert {stranger.get(f"{address}{part}").status_code for part in ("", "/hits")} == {404}
    assert stranger.post(f"{address}/{whole.id}/take").status_code == 404
