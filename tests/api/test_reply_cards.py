"""A program reads the cards of reply templates as people see them, and changes none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.library import service as library
from app.models import Community, ContentItem, Scope, User
from app.replies import service
from app.replies.cards import Card, card_of
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import MemberState, Platform, Scenario
from tests.api.conftest import Program
from tests.factories import Workspace, approved

Maker = Callable[..., Program]
CARD = Card(
    scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), short_code="jgyy",
    variables=(Variable(name="昵称"), Variable(name="快递", kind=VariableKind.CHOICE, choices=("顺丰", "中通"))),
    platform_notes={Platform.WECOM_GROUP: "一并发小程序卡片"},
)


@pytest.fixture
def reply(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """An approved template that stands on a snippet."""
    signed = Card(scenario=Scenario.CLOSING, snippet_key="落款", variables=(Variable(name="店名"),))
    for card, words in ((signed, "{店名}敬上"), (CARD, "{昵称}，今天走{快递}。{>落款}")):
        item = service.create(session, workspace.community, card, Copy(body=words), actor=workspace.editor, now=now)
        approved(session, workspace, item, now)
    return item


def address(item: ContentItem) -> str:
    return f"/communities/{item.community_id}/items/{item.id}/card"


def test_a_card_tells_when_to_whom_and_with_what(program: Program, reply: ContentItem) -> None:
    answer = program.get(address(reply))
    assert answer.status_code == 200, answer.get_json()
    card = answer.get_json()
    assert (card["scenario"], card["member_states"], card["short_code"]) == ("price", ["loyal"], "jgyy")
    assert [(each["name"], each["kind"]) for each in card["variables"]] == [
        ("昵称", "text"), ("快递", "choice"), ("店名", "text"),
    ]
    assert card["variables"][1]["choices"] == ["顺丰", "中通"]
    assert (card["snippets"], card["text"]) == ({"落款": "{店名}敬上"}, "{昵称}，今天走{快递}。{店名}敬上")
    assert card["platform_notes"] == {"wecom_group": "一并发小程序卡片"}
    assert (card["is_offered"], card["uses"], card["fault"]) == (True, 0, "")
    assert answer.headers["ETag"] == f'"{reply.version}"'


def test_what_lost_its_approval_or_its_day_is_not_offered(
    program: Program, session: Session, workspace: Workspace, reply: ContentItem, now: datetime
) -> None:
    past = replace(card_of(reply), expires_on=(now - timedelta(days=2)).date())
    service.change_card(session, reply, past, version=reply.version, actor=workspace.editor, now=now)
    card = program.get(address(reply)).get_json()
    assert (card["is_offered"], card["expires_on"]) == (False, past.expires_on and past.expires_on.isoformat())
    session.refresh(reply)
    library.edit_copy(session, reply, Copy(body="别的话"), version=reply.version, actor=workspace.editor, now=now)
    assert program.get(address(reply)).get_json()["is_offered"] is False


def test_a_post_has_no_card_and_says_so(program: Program, workspace: Workspace) -> None:
    answer = program.get(address(workspace.item))
    assert answer.status_code == 404
    assert "reply template" in answer.get_json()["detail"]


def test_nobody_reads_a_card_out_of_reach_and_nobody_writes_one(
    program_of: Maker, reply: ContentItem, workspace: Workspace, vic: User, charlie: User, alice: User
) -> None:
    assert program_of(vic).get(address(reply)).status_code == 200
    assert program_of(charlie).get(address(reply)).status_code == 404
    assert program_of(alice, community=workspace.elsewhere).get(address(reply)).status_code == 404
    there = address(reply).replace(f"/communities/{reply.community_id}/", f"/communities/{workspace.elsewhere.id}/")
    assert program_of(charlie).get(there).status_code == 404, "another community's address opens it no more"
    assert program_of(alice, Scope.EXPORT).get(address(reply)).status_code == 403
    assert program_of(alice).ask("PATCH", address(reply), json={}).status_code == 405


def test_a_community_of_ones_own_is_no_way_to_it(program: Program, community: Community, reply: ContentItem) -> None:
    assert program.get(f"/communities/{community.id}/items/999999/card").status_code == 404
