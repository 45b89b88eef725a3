"""The library of replies in the browser: grid, list, cards, matrices, and the card beside the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library import service as library
from app.models import ContentItem, DraftingRun, ReplyTemplate
from app.replies import service
from app.replies.cards import Card, card_of
from app.replies.variables_field import TypedRow
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import MemberState, Platform, Scenario
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, approved

WORDS = Copy(hook="{昵称}，觉得贵很正常。", body="家里那个还够用就先不买，真要换了再来找我。")


@pytest.fixture
def address(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/replies"


@pytest.fixture
def reply(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    card = Card(
        scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), variables=(Variable(name="昵称"),),
        short_code="jgyy", voice_id=workspace.voice.id,
    )
    return service.create(session, workspace.community, card, WORDS, actor=workspace.editor, now=now)


@pytest.fixture
def entered(workspace: Workspace) -> dict[str, object]:
    return {
        "scenario": "price", "states": ["loyal", "active"], "words": "{昵称}，不急着定。\n{金额}这个价今天都在。",
        "persona": workspace.persona.id, "voice": workspace.voice.id, "product": "", "platform": "wechat_group",
        "variables-name": ["金额", ""], "variables-kind": ["money", "text"], "variables-default": ["39", ""],
        "variables-options": ["", ""], "variables-needed": ["yes", "yes"], "short_code": "JGYY2",
        "expires_on": "2099-12-31", "notes": "企业微信群：一并发小程序卡片", "snippet_key": "", "title": "",
    }


def newest(session: Session) -> ContentItem:
    return session.scalars(select(ContentItem).order_by(ContentItem.id.desc())).first() or ContentItem()


def test_a_template_is_made_with_its_card_and_blanks_need_no_row(
    editor: Visitor, session: Session, address: str, entered: dict[str, object]
) -> None:
    answer = editor.post(f"{address}/new", data=entered)
    assert answer.status_code == 303, answer.text
    item = newest(session)
    card = card_of(item)
    assert item.state is State.DRAFT
    assert card.variables == (
        Variable(name="金额", kind=VariableKind.MONEY, default="39"), Variable(name="昵称"),
    )
    assert (card.short_code, card.platform_notes) == ("jgyy2", {Platform.WECOM_GROUP: "一并发小程序卡片"})
    assert set(card.member_states) == {MemberState.LOYAL, MemberState.ACTIVE}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"words": " "}, "还没有写话术"),
        ({"variables-kind": ["choice", "text"]}, "要有 1 到 50 个选项"),
        ({"variables-name": ["{{ 7*7 }}", ""]}, "不能用"),
        ({"variables-default": ["很多", ""]}, "要填金额"),
        ({"notes": "飞书：说明"}, "没有平台“飞书”"),
        ({"short_code": "a b"}, "不能用"),
        ({"expires_on": "明天"}, "不是日期"),
        ({"snippet_key": "{片段}"}, "不能用"),
        ({"words": "x" * 10_001}, "10001"),
    ],
)
def test_a_flawed_card_says_what_to_do_and_keeps_every_word(
    editor: Visitor, session: Session, address: str, entered: dict[str, object], wrong: dict[str, object], said: str
) -> None:
    before = session.query(ReplyTemplate).count()
    answer = editor.post(f"{address}/new", data=entered | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert "一并发小程序卡片" in answer.text or "notes" in wrong
    assert session.query(ReplyTemplate).count() == before


def test_hostile_words_are_shown_and_never_run(
    editor: Visitor, session: Session, address: str, entered: dict[str, object]
) -> None:
    words = "<script>alert(1)</script>{{ 7*7 }}\n第二行{% for x in y %}"
    hostile = entered | {"words": words, "variables-name": ["", ""], "variables-default": ["", ""]}
    assert editor.post(f"{address}/new", data=hostile).status_code == 303
    page = editor.get(f"/c/{newest(session).community_id}/items/{newest(session).id}")
    assert page.status_code == 200
    assert "<script>alert(1)" not in page.text
    assert editor.get(address).status_code == 200


@pytest.mark.parametrize(
    ("words", "said", "blocks"),
    [
        ("{昵称}，不急。{昵称，在吗", "没有配对", True), ("{昵称}，{{金额}}不急。", "程序模板的写法", True),
        ("{昵称}，{地址}不急。", "没有声明", True), ("{昵称}，{>落款}", "没有审核通过的片段「落款」", True),
        ("不急着定，想好再说。", "正文没有用到", False),
    ],
)
def test_a_broken_blank_is_explained_beside_the_words_and_on_the_card_and_keeps_it_from_review(
    editor: Visitor, session: Session, workspace: Workspace, address: str, reply: ContentItem, now: datetime,
    words: str, said: str, blocks: bool,
) -> None:
    library.edit_copy(session, reply, Copy(body=words), version=reply.version, actor=workspace.editor, now=now)
    for page in (f"/c/{reply.community_id}/items/{reply.id}", f"{address}/{reply.id}/card"):
        assert said in editor.get(page).text
    if not blocks:
        library.submit(session, reply, actor=workspace.editor, now=now)
        return
    with pytest.raises(library.FindingsBlock):
        library.submit(session, reply, actor=workspace.editor, now=now)


def test_a_name_cut_within_a_blank_is_no_flaw(
    editor: Visitor, session: Session, address: str, entered: dict[str, object]
) -> None:
    words = "欢迎来下午茶，有事随时在群里喊我一声就好，{昵称}，先看看公告。"
    assert editor.post(f"{address}/new", data=entered | {"words": words, "variables-name": ["", ""],
                                                         "variables-default": ["", ""]}).status_code == 303
    item = newest(session)
    assert "{" in item.headline()
    assert "}" not in item.headline()
    assert "没有配对" not in editor.get(f"/c/{item.community_id}/items/{item.id}").text


def test_a_fact_the_product_lacks_keeps_a_template_from_review(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    size = Variable(name="容量", kind=VariableKind.FACT, fact="容量")
    card = Card(scenario=Scenario.PRODUCT_QA, variables=(size,))
    copy = Copy(body="它有 {容量}，家里够用。")
    item = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    with pytest.raises(library.FindingsBlock):
        library.submit(session, item, actor=workspace.editor, now=now)
    service.change_card(
        session, item, replace(card, product_id=workspace.product.id), version=item.version, actor=workspace.editor,
        now=now,
    )
    session.expire(item)
    library.submit(session, item, actor=workspace.editor, now=now)


@pytest.mark.parametrize("choices", [("顺丰", "中通"), ("红、蓝", "绿"), ("a/b", "c|d"), ("一个；都行", "两个")])
def test_choices_come_back_from_the_form_as_they_were(choices: tuple[str, ...]) -> None:
    variable = Variable(name="快递", kind=VariableKind.CHOICE, choices=choices)
    assert TypedRow.of(variable).variable() == variable


def test_a_taken_code_stands_at_its_field(
    editor: Visitor, address: str, entered: dict[str, object], reply: ContentItem
) -> None:
    answer = editor.post(f"{address}/new", data=entered | {"short_code": "jgyy"})
    assert answer.status_code == 422
    assert "已经属于另一条话术" in answer.text


def test_changing_the_variables_of_an_approved_template_makes_it_a_draft(
    editor: Visitor, session: Session, workspace: Workspace, address: str, reply: ContentItem, now: datetime,
    entered: dict[str, object],
) -> None:
    approved(session, workspace, reply, now)
    session.commit()
    opened = entered | {"version": reply.version, "short_code": "jgyy", "variables-name": ["昵称", ""],
                        "variables-kind": ["text", "text"], "variables-default": ["亲", ""]}
    answer = editor.post(f"{address}/{reply.id}/card", data=opened)
    assert answer.status_code == 303
    session.expire_all()
    assert reply.state is State.DRAFT
    late = editor.post(f"{address}/{reply.id}/card", data=opened)
    assert late.status_code == 409
    assert "一并发小程序卡片" in late.text


def test_the_card_stands_on_the_page_of_the_item_and_on_the_review_desk(
    client: Visitor, session: Session, workspace: Workspace, reply: ContentItem, now: datetime
) -> None:
    library.submit(session, reply, actor=workspace.editor, now=now)
    session.commit()
    for person, page in ((workspace.bob, f"items/{reply.id}"), (workspace.rita, f"review?item={reply.id}")):
        shown = sign_in(client, person).get(f"/c/{reply.community_id}/{page}").text
        for word in ("话术卡片", "价格异议", "老成员", "jgyy", "{昵称}"):
            assert word in shown


def test_the_library_shows_grid_and_list_and_a_cell_narrows_it(
    client: Visitor, workspace: Workspace, address: str, reply: ContentItem
) -> None:
    viewer = sign_in(client, workspace.vic)
    page = viewer.get(address).text
    assert "场景 × 成员状态" in page
    assert "觉得贵很正常" in page
    assert "觉得贵很正常" in viewer.get(f"{address}?scenario=price&members=loyal&q=jgyy").text
    assert "觉得贵很正常" not in viewer.get(f"{address}?scenario=price&members=newcomer").text
    assert viewer.get(f"{address}?scenario=nonsense&members=%00&page=999999&voice=x").status_code == 200


def test_a_matrix_is_ordered_in_one_act(
    editor: Visitor, session: Session, workspace: Workspace, address: str
) -> None:
    wished = {
        "scenarios": ["price"], "states": ["newcomer", "loyal"], "variants": "3", "persona": workspace.persona.id,
        "voice": workspace.voice.id, "product": "", "variables-name": "昵称", "variables-kind": "text",
        "variables-default": "", "variables-options": "", "variables-needed": "yes", "note": "", "submit": "y",
    }
    answer = editor.post(f"{address}/matrix", data=wished)
    assert answer.status_code == 303, answer.text
    run = session.scalars(select(DraftingRun).order_by(DraftingRun.id.desc())).first()
    assert run is not None
    assert answer.location.endswith(f"/drafting/{run.id}")
    assert len(run.tasks) == 6
    assert "价格异议 · 老成员" in editor.get(answer.location).text, "called by their moment until they have words"
    none = editor.post(f"{address}/matrix", data=wished | {"scenarios": []})
    assert none.status_code == 422
    assert "请至少选一个场景" in none.text


def test_a_post_has_no_card(editor: Visitor, workspace: Workspace, address: str) -> None:
    assert editor.get(f"{address}/{workspace.item.id}/card").status_code == 409


def test_another_wording_begins_with_the_card_of_the_first(
    editor: Visitor, session: Session, address: str, reply: ContentItem, entered: dict[str, object]
) -> None:
    page = editor.get(f"{address}/{reply.id}/variant").text
    answer = card_of(reply).answer
    assert answer in page
    editor.post(f"{address}/new", data=entered | {"answer": answer})
    assert card_of(newest(session)).answer == answer
