"""Playbooks: approved templates alone, caps kept, files that carry what was approved and say what cannot be sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.library import service as library
from app.library.service import StaleVersion
from app.models import AuditEntry, ContentItem
from app.replies import playbook_caps, playbooks, service
from app.replies.cards import Card
from app.replies.playbook_files import Takeaway, file_of
from app.replies.playbook_presets import Preset, outline_of
from app.replies.playbook_queries import found_for, warnings_of
from app.replies.playbook_queries import playbooks as listed
from app.replies.playbook_sheet import PlaybookEmpty, PlaybookNotReady, sheet_of
from app.replies.playbooks import Outline, Step
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario
from tests.factories import Workspace, approved

NEW = MemberState.NEWCOMER


@pytest.fixture
def welcome(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    copy = Copy(hook="{昵称}，欢迎来下午茶。", body="想潜水看看也行。")
    return template(session, workspace, now, copy, states=(NEW,), variables=(Variable(name="昵称"),))


@pytest.fixture
def rules(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return template(session, workspace, now, Copy(hook="群规在公告里。", body="三条，一分钟看完。"), Scenario.RULES)


def template(
    session: Session, workspace: Workspace, now: datetime, copy: Copy, scenario: Scenario = Scenario.WELCOME,
    *, states: tuple[MemberState, ...] = (), variables: tuple[Variable, ...] = (), is_approved: bool = True,
) -> ContentItem:
    card = Card(scenario=scenario, member_states=states, variables=variables)
    item = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    return approved(session, workspace, item, now) if is_approved else item


def outline(*steps: tuple[ContentItem, int]) -> Outline:
    return Outline("新人欢迎", NEW, steps=tuple(Step(item.id, day, "看情况") for item, day in steps))


def test_steps_stand_in_the_order_of_their_days(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    made = playbooks.create(session, workspace.community, outline((rules, 3), (welcome, 0)), now=now)
    assert [(step.position, step.item_id, step.day) for step in made.steps] == [(1, welcome.id, 0), (2, rules.id, 3)]
    playbooks.change(session, workspace.community, made, outline((rules, 0), (welcome, 1)), version=1, now=now)
    assert ([step.item_id for step in made.steps], made.version) == ([rules.id, welcome.id], 2)
    with pytest.raises(StaleVersion):
        playbooks.change(session, workspace.community, made, outline((rules, 0)), version=1, now=now)


def test_what_nobody_approved_or_is_elsewhere_is_no_step(
    session: Session, workspace: Workspace, welcome: ContentItem, now: datetime
) -> None:
    draft = template(session, workspace, now, Copy(hook="等一等。", body="还没看过。"), is_approved=False)
    with pytest.raises(playbooks.StepNotApproved):
        playbooks.create(session, workspace.community, outline((draft, 0)), now=now)
    with pytest.raises(NotFound):
        playbooks.create(session, workspace.elsewhere, outline((welcome, 0)), now=now)
    with pytest.raises(NotFound):
        playbooks.create(session, workspace.community, outline((workspace.item, 0)), now=now)


@pytest.mark.parametrize("day", [-1, 366])
def test_days_have_an_end(
    session: Session, workspace: Workspace, welcome: ContentItem, now: datetime, day: int
) -> None:
    with pytest.raises(playbooks.TooManySteps):
        playbooks.create(session, workspace.community, outline((welcome, day)), now=now)


def test_steps_that_break_a_cap_are_refused(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    workspace.community.daily_cap, workspace.community.weekly_cap = 1, 2
    with pytest.raises(playbooks.CapsBroken):
        playbooks.create(session, workspace.community, outline((welcome, 0), (rules, 0)), now=now)
    steps = outline((welcome, 0), (rules, 2), (welcome, 6))
    with pytest.raises(playbooks.CapsBroken):
        playbooks.create(session, workspace.community, steps, now=now)
    playbooks.create(session, workspace.community, outline((welcome, 0), (rules, 2), (welcome, 7)), now=now)


def test_what_breaks_caps_together_with_something_else_is_warned_of(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    community = workspace.community
    community.daily_cap, community.weekly_cap, community.weekly_target = 1, 3, 2
    first = playbooks.create(session, community, outline((welcome, 0), (rules, 3)), now=now)
    found = [warning.code for warning in warnings_of(session, community, 0, NEW, [0, 5])]
    assert found == [playbook_caps.CapWarning.OTHERS_DAY, playbook_caps.CapWarning.POSTS]
    assert [warning.code for warning in warnings_of(session, community, first.id, NEW, [0])] == []


def test_a_step_that_lost_its_approval_stays_but_nothing_leaves(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    made = playbooks.create(session, workspace.community, outline((welcome, 0), (rules, 1)), now=now)
    copy = Copy(hook="群规变了。", body="看公告。")
    library.edit_copy(session, rules, copy, version=rules.version, actor=workspace.editor, now=now)
    playbooks.change(session, workspace.community, made, outline((welcome, 0), (rules, 2)), version=1, now=now)
    with pytest.raises(PlaybookNotReady):
        sheet_of(session, workspace.community, made, now.date())
    assert [entry.stuck for entry in listed(session, workspace.community, now.date())] == [1]


def test_an_expired_step_or_no_step_stops_the_file(
    session: Session, workspace: Workspace, welcome: ContentItem, now: datetime
) -> None:
    made = playbooks.create(session, workspace.community, outline(), now=now)
    with pytest.raises(PlaybookEmpty):
        sheet_of(session, workspace.community, made, now.date())
    playbooks.change(session, workspace.community, made, outline((welcome, 0)), version=1, now=now)
    assert welcome.reply
    welcome.reply.expires_on = now.date() - timedelta(days=1)
    with pytest.raises(PlaybookNotReady):
        sheet_of(session, workspace.community, made, now.date())


@pytest.fixture
def english(app: Flask, session: Session) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.usefixtures("english")
def test_the_checklist_names_blanks_and_waits_and_runs_no_formula(
    session: Session, workspace: Workspace, welcome: ContentItem, now: datetime
) -> None:
    formula = template(session, workspace, now, Copy(title="=1+1", hook="+欢迎回来。", body="坐下喝口茶。"))
    made = playbooks.create(session, workspace.community, outline((welcome, 0), (formula, 3)), now=now)
    sheet = sheet_of(session, workspace.community, made, now.date())
    _head, first, second = rows_of(file_of(sheet, Takeaway.CSV, "x").content)
    assert first[2:4] == ["0", "the same day"]
    assert (first[6], first[7]) == ("{昵称}，欢迎来下午茶。\n想潜水看看也行。", "{昵称}")
    assert second[3] == "3 days later"
    assert (second[5][0], second[6][0]) == ("'", "'")
    document = file_of(sheet, Takeaway.MARKDOWN, "x").content.decode()
    assert "☐ 1." in document
    assert "{昵称}，欢迎来下午茶。" in document


@pytest.mark.usefixtures("english")
def test_the_sheet_for_wecom_says_what_a_mass_message_cannot_do(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    made = playbooks.create(session, workspace.community, outline((welcome, 0), (rules, 1)), now=now)
    sheet = sheet_of(session, workspace.community, made, now.date())
    _head, first, second = rows_of(file_of(sheet, Takeaway.WECOM, "x").content)
    assert first[2].startswith("one by one")
    assert second[2].startswith("mass message")
    assert "day 1" in second[3]


def test_a_preset_is_filled_with_what_is_approved_for_the_state(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    template(session, workspace, now, Copy(hook="老朋友欢迎。", body="坐。"), states=(MemberState.LOYAL,))
    unseen = Copy(hook="新手看这里。", body="还没看过。")
    template(session, workspace, now, unseen, Scenario.ONBOARDING, is_approved=False)
    made = outline_of(session, workspace.community, Preset.WELCOME, "欢迎")
    assert [(step.item_id, step.day) for step in made.steps] == [(welcome.id, 0), (rules.id, 1)]


def test_only_what_may_be_sent_is_offered_for_a_step(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    template(session, workspace, now, Copy(hook="等一等。", body="还没看过。"), is_approved=False)
    found = found_for(session, workspace.community, NEW, "", now.date())
    assert [choice.id for choice in found] == [welcome.id, rules.id]
    assert [choice.id for choice in found_for(session, workspace.community, NEW, "公告", now.date())] == [rules.id]


def test_what_becomes_of_a_playbook_is_in_the_audit_trail(
    session: Session, workspace: Workspace, welcome: ContentItem, rules: ContentItem, now: datetime
) -> None:
    made = playbooks.create(session, workspace.community, outline((welcome, 0)), now=now)
    number = made.id
    changed = replace(outline((welcome, 0), (rules, 1)), name="新人七天")
    playbooks.change(session, workspace.community, made, changed, version=1, now=now)
    again = replace(changed, active=False)
    playbooks.change(session, workspace.community, made, again, version=2, now=now)
    playbooks.remove(session, made)
    session.commit()
    query = select(AuditEntry).where(AuditEntry.subject == "playbook", AuditEntry.subject_id == number)
    told = list(session.scalars(query.order_by(AuditEntry.number)))
    assert [entry.action.removeprefix("playbook.") for entry in told] == ["create", *["change"] * 3, "delete"]
    assert {entry.community_id for entry in told} == {workspace.community.id}
    first, step = {"day": 0, "item_id": welcome.id, "note": "看情况"}, {"day": 1, "item_id": rules.id, "note": "看情况"}
    assert (told[0].after["name"], told[0].after["steps"]) == ("新人欢迎", [first])
    assert (told[1].before, told[1].after) == ({"name": "新人欢迎"}, {"name": "新人七天"})
    assert (told[2].before, told[2].after) == ({"steps": [first]}, {"steps": [first, step]})
    assert (told[3].before, told[3].after) == ({"active": True}, {"active": False})
    assert told[4].before["steps"] == [first, step]
