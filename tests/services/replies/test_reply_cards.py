"""Cards of reply templates: what an approval binds to, what voids it, what snippets bring along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.library import service as library
from app.library.findings import findings_of
from app.models import ContentItem
from app.replies import service
from app.replies.cards import Card, Ready, card_of, expiry_of, ready_of
from app.replies.refusals import CodeTaken, SnippetInUse, SnippetNameTaken, VariablesFaulty
from app.review import service as review
from app.review.intake import take_in
from content_calendar.content import Copy
from content_calendar.message import Message
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import Action, State
from tests.factories import Workspace, approved, make_item, make_persona

NAME = Variable(name="昵称")
CARD = Card(scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), variables=(NAME,), short_code="jgyy")
WORDS = Copy(hook="{昵称}，觉得贵很正常。", body="家里那个还够用就先不买，真要换了再来找我。")
OUTER = Copy(hook="{昵称}，收到了。", body="{>售后入口}")


def template(
    session: Session, workspace: Workspace, now: datetime, card: Card = CARD, copy: Copy = WORDS
) -> ContentItem:
    return service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)


def changed(session: Session, workspace: Workspace, item: ContentItem, now: datetime, **fields: Any) -> bool:
    card = replace(card_of(item), **fields)
    return service.change_card(session, item, card, version=item.version, actor=workspace.editor, now=now)


def snippet(session: Session, workspace: Workspace, now: datetime, body: str = "登记在企业微信小助手。") -> ContentItem:
    card = Card(scenario=Scenario.AFTER_SALES, snippet_key="售后入口")
    return approved(session, workspace, template(session, workspace, now, card, Copy(title="入口", body=body)), now)


def standing(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    card = Card(scenario=Scenario.AFTER_SALES, variables=(NAME,))
    return template(session, workspace, now, card, OUTER)


def test_a_template_is_a_draft_with_the_words_findings_and_history_of_any_item(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = template(session, workspace, now)
    assert item.state is State.DRAFT
    assert item.slot_at is None
    assert [event.action for event in item.history] == [Action.EDIT]
    assert findings_of(item) == (), "a declared blank is no forgotten one"
    assert card_of(item).member_states == (MemberState.LOYAL,)


def test_a_blank_nobody_declared_must_be_fixed(session: Session, workspace: Workspace, now: datetime) -> None:
    item = template(session, workspace, now, replace(CARD, variables=()))
    with pytest.raises(library.FindingsBlock):
        library.submit(session, item, actor=workspace.editor, now=now)


@pytest.mark.parametrize(
    "fields",
    [
        {"variables": (NAME, Variable(name="截止时间"))},
        {"variables": (replace(NAME, default="亲"),)},
        {"member_states": ()},
        {"scenario": Scenario.CLOSING},
        {"voice_id": None},
        {"expires_on": None},
    ],
)
def test_changing_what_was_approved_makes_it_a_draft(
    session: Session, workspace: Workspace, now: datetime, fields: dict[str, object]
) -> None:
    bound = replace(CARD, voice_id=workspace.voice.id, expires_on=now.date() + timedelta(days=9))
    item = approved(session, workspace, template(session, workspace, now, bound), now)
    assert changed(session, workspace, item, now, **fields)
    assert item.state is State.DRAFT
    with pytest.raises(library.NotApproved):
        library.require_approved(item)
    session.refresh(item, ["history"])
    assert (item.history[-1].action, item.history[-1].from_state) == (Action.EDIT, State.APPROVED)


def test_notes_codes_and_an_earlier_end_leave_the_approval(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, template(session, workspace, now), now)
    assert not changed(session, workspace, item, now, short_code="gui", expires_on=now.date())
    library.require_approved(item)
    assert item.version > 1


def test_an_approval_does_not_survive_a_card_changed_behind_its_back(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = approved(session, workspace, template(session, workspace, now), now)
    assert item.reply
    item.reply.variables = [{"name": "昵称", "kind": "text", "default": "全网最低价"}]
    session.flush()
    with pytest.raises(library.NotApproved):
        library.require_approved(item)


def test_posts_keep_the_fingerprint_they_had(session: Session, workspace: Workspace, now: datetime) -> None:
    item = approved(session, workspace, workspace.item, now)
    assert item.reply is None
    library.require_approved(item)


def test_a_snippet_stands_in_a_template_as_it_was_approved(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    said = snippet(session, workspace, now)
    item = approved(session, workspace, standing(session, workspace, now), now)
    assert ready_of(item) == Ready("{昵称}，收到了。\n登记在企业微信小助手。", (NAME,))
    library.edit_copy(
        session, said, Copy(title="入口", body="登记在小程序。"), version=said.version, actor=workspace.editor, now=now
    )
    library.require_approved(item)
    ready = ready_of(item)
    assert isinstance(ready, Ready)
    assert "企业微信" in ready.text, "what nobody approved is not copied"


def test_new_words_of_a_snippet_ask_for_another_yes_of_its_templates(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    said, item = snippet(session, workspace, now), standing(session, workspace, now)
    approved(session, workspace, item, now)
    library.edit_copy(
        session, said, Copy(title="入口", body="登记在小程序。"), version=said.version, actor=workspace.editor, now=now
    )
    approved(session, workspace, said, now)
    assert item.state is State.IN_REVIEW, "it was submitted as it reads now"
    assert not item.is_approved()
    ready = ready_of(item)
    assert isinstance(ready, Ready)
    assert ready.text.endswith("登记在小程序。")
    review.approve(session, item.community_id, item.id, version=item.version, actor=workspace.reviewer, now=now)
    library.require_approved(item)


def test_without_its_snippet_a_template_is_a_draft_that_cannot_be_submitted(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    said = snippet(session, workspace, now)
    item = approved(session, workspace, standing(session, workspace, now), now)
    library.advance(session, said, Action.ARCHIVE, actor=workspace.editor, now=now)
    assert item.state is State.DRAFT
    assert isinstance(ready_of(item), Message)
    with pytest.raises(library.FindingsBlock):
        library.submit(session, item, actor=workspace.editor, now=now)


def test_a_snippet_brings_its_variables_and_those_it_stands_on(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    hours = Variable(name="时段", kind=VariableKind.CHOICE, choices=("上午", "下午"))
    inner = Card(scenario=Scenario.AFTER_SALES, snippet_key="时间", variables=(hours,))
    approved(session, workspace, template(session, workspace, now, inner, Copy(title="时间", body="{时段}回你。")), now)
    snippet(session, workspace, now, body="在小助手登记，{>时间}")
    item = standing(session, workspace, now)
    assert findings_of(item) == ()
    assert ready_of(item) == Ready("{昵称}，收到了。\n在小助手登记，{时段}回你。", (NAME, hours))


def test_a_snippet_that_stands_in_itself_is_never_whole(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    said = snippet(session, workspace, now)
    words = Copy(title="入口", body="先登记。{>售后入口}")
    library.edit_copy(session, said, words, version=said.version, actor=workspace.editor, now=now)
    with pytest.raises(library.FindingsBlock):
        library.submit(session, said, actor=workspace.editor, now=now)


def test_names_belong_to_one_template_until_it_is_archived(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    first, said = template(session, workspace, now), snippet(session, workspace, now)
    with pytest.raises(CodeTaken):
        template(session, workspace, now)
    with pytest.raises(SnippetNameTaken):
        template(session, workspace, now, replace(CARD, short_code="", snippet_key="售后入口"))
    standing(session, workspace, now)
    with pytest.raises(SnippetInUse):
        changed(session, workspace, said, now, snippet_key="")
    library.advance(session, first, Action.ARCHIVE, actor=workspace.editor, now=now)
    template(session, workspace, now)


def test_what_comes_back_from_the_archive_gives_up_names_others_took(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    old = template(session, workspace, now, replace(CARD, snippet_key="落款"))
    lone = template(session, workspace, now, replace(CARD, short_code="only"))
    for item in (old, lone):
        library.advance(session, item, Action.ARCHIVE, actor=workspace.editor, now=now)
    heir = template(session, workspace, now, replace(CARD, snippet_key="落款"))
    for item in (old, lone):
        library.advance(session, item, Action.RESTORE, actor=workspace.editor, now=now)
    assert (card_of(old).short_code, card_of(old).snippet_key) == ("", "")
    assert "jgyy、落款" in old.history[-1].note
    assert (card_of(heir).snippet_key, card_of(lone).short_code, lone.history[-1].note) == ("落款", "only", "")


def test_declarations_and_foreign_parts_are_refused(session: Session, workspace: Workspace, now: datetime) -> None:
    for variable in (Variable(name="{{ 7*7 }}"), Variable(name="日", kind=VariableKind.DATE, default="二月三十")):
        with pytest.raises(VariablesFaulty):
            template(session, workspace, now, replace(CARD, variables=(variable,)))
    foreign = make_persona(session, workspace.elsewhere, now)
    with pytest.raises(NotFound):
        template(session, workspace, now, replace(CARD, persona_id=foreign.id))


def test_another_wording_is_an_item_of_the_same_answer(session: Session, workspace: Workspace, now: datetime) -> None:
    first = template(session, workspace, now)
    words = Copy(hook="{昵称}，不急着定。", body="先用完手上的，再来问我也不迟。")
    second = service.add_variant(session, first, words, actor=workspace.editor, now=now)
    assert card_of(second).answer == card_of(first).answer
    assert card_of(second).short_code == ""


def test_a_clean_template_passes_by_itself_and_its_card_is_bound(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.community.approves_clean_replies = True
    item = template(session, workspace, now)
    library.submit(session, item, actor=workspace.editor, now=now)
    assert take_in(session, item.id, now=now) is False
    library.require_approved(item)
    assert changed(session, workspace, item, now, variables=(replace(NAME, default="亲爱的"),))


def test_a_template_is_true_until_the_end_of_its_last_day(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    item = template(session, workspace, now, replace(CARD, expires_on=date(2027, 3, 1)))
    assert expiry_of(item, date(2027, 3, 1)) is None
    assert expiry_of(item, date(2027, 3, 2)) is not None


def test_a_post_has_no_card_to_change(session: Session, workspace: Workspace, now: datetime) -> None:
    post = make_item(session, workspace.column, now)
    with pytest.raises(service.NotATemplate):
        service.change_card(session, post, CARD, version=post.version, actor=workspace.editor, now=now)
