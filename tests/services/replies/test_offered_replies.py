"""What the desk may offer: nothing nobody approved, nothing that is no longer true, no words of a lost snippet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.library import service as library
from app.replies import service
from app.replies.cards import Card, card_of
from app.replies.offered import offered, stamp
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import Scenario
from content_calendar.workflow import Action
from tests.factories import Workspace, approved

CARD = Card(scenario=Scenario.PRICE, variables=(Variable(name="昵称"),))
WORDS = Copy(hook="{昵称}，觉得贵很正常。", body="家里那个还够用就先不买，真要换了再来找我。")


def test_only_what_passes_the_gate_and_is_true_today_is_offered(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    community, today = workspace.community, now.date()
    item = service.create(
        session, community, replace(CARD, expires_on=today), WORDS, actor=workspace.editor, now=now
    )
    assert offered(session, community, today) == (), "a draft"
    approved(session, workspace, item, now)
    (found,) = offered(session, community, today)
    assert (found.item_id, found.ready.text) == (item.id, WORDS.text())
    assert offered(session, community, today + timedelta(days=1)) == (), "past its day"
    assert offered(session, workspace.elsewhere, today) == ()
    service.change_card(
        session, item, replace(card_of(item), variables=(Variable(name="昵称", default="亲"),)), version=item.version,
        actor=workspace.editor, now=now,
    )
    assert offered(session, community, today) == (), "its card changed"


def test_a_snippet_is_offered_within_its_templates_alone(session: Session, workspace: Workspace, now: datetime) -> None:
    community, today = workspace.community, now.date()
    passage = Card(scenario=Scenario.AFTER_SALES, snippet_key="入口")
    said = service.create(
        session, community, passage, Copy(title="入口", body="在小助手登记。"), actor=workspace.editor, now=now
    )
    approved(session, workspace, said, now)
    words = Copy(hook="{昵称}，收到了。", body="{>入口}")
    approved(session, workspace, service.create(
        session, community, CARD, words, actor=workspace.editor, now=now
    ), now)
    (found,) = offered(session, community, today)
    assert found.ready.text == "{昵称}，收到了。\n在小助手登记。"
    library.advance(session, said, Action.ARCHIVE, actor=workspace.editor, now=now)
    assert offered(session, community, today) == ()


def test_the_stamp_changes_with_every_change_of_a_template(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    community = workspace.community
    before = stamp(session, community.id)
    item = service.create(session, community, CARD, WORDS, actor=workspace.editor, now=now)
    made = stamp(session, community.id)
    service.change_card(
        session, item, replace(card_of(item), short_code="gui"), version=item.version, actor=workspace.editor, now=now
    )
    assert len({before, made, stamp(session, community.id)}) == 3
