"""A campaign as other rooms know it: by a planner, by whoever drafts a touch, by the file it was written in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns import queries, service
from app.campaigns.pages import campaign_page, event_page
from app.communities.workspace import load
from app.communities.workspace_file import WorkspaceFileInvalid, read_workspace
from app.copywriter.offline import offline_writer
from app.copywriter.prompt_choice import prompt_key
from app.drafting.briefing import brief_of
from app.feedback.service import Reading, record_feedback
from app.models import Campaign, Column, Community, DraftingRun, DraftTask, Event, Persona
from content_calendar.planning.touches import TouchStep
from content_calendar.vocabulary import Counter, Scene, Tactic
from tests.factories import COPY, Workspace, make_campaign, make_item, make_persona, published, write

FILE = """\
workspace:
  version: 1
  communities:
    - key: teahouse
      name: 茶友群
      brand: 半日闲
      kind: interest
      platform: wechat_group
      goal: advocacy
      founded_on: 2026-10-01
      personas: [{key: office, name: 办公室茶客}, {key: home, name: 在家茶客}]
      voices: [{key: lao-tang, name: 老汤}]
      products: [{key: white-tea, name: 白茶饼}]
      events:
        - {key: fair, name: 茶会, goal: activate, starts_at: 2027-06-05T14:00+08:00, ends_at: 2027-06-05T17:00+08:00}
      campaigns:
        - {key: spring, name: 春茶, goal: convert, personas: [office, home], first: 2027-05-20, last: 2027-06-05,
           touches: 5, voice: lao-tang, product: white-tea, event: fair, tactic: group_buy}
"""


def test_a_plan_is_told_of_the_campaigns_that_speak_to_its_persona_in_its_days(
    session: Session, persona: Persona, community: Community, now: datetime
) -> None:
    campaign = make_campaign(session, [persona], now, touches=3)
    other = make_persona(session, community, now, key="office")
    day = campaign.last
    assert [plan.id for plan in service.campaign_plans(session, [persona], day, day)[persona.id]] == [campaign.id]
    later = service.campaign_plans(session, [persona], day + timedelta(days=1), day + timedelta(days=9))
    assert later == {persona.id: ()}
    assert service.campaign_plans(session, [other], campaign.first, day) == {other.id: ()}


def test_a_touch_is_drafted_with_the_prompt_and_formula_of_its_step(
    session: Session, column: Column, persona: Persona, now: datetime
) -> None:
    campaign = make_campaign(
        session, [persona], now, touches=3, scene=Scene.SHOPPING_DAY, tactic=Tactic.GROUP_BUY, theme="少买"
    )
    item = make_item(session, column, now, campaign_id=campaign.id, touch=3, column_id=None, topic={})
    brief = brief_of(item, task=DraftTask(run=DraftingRun(note=""), variant=1))
    assert (brief.touch, brief.scene, brief.tactic, brief.theme) == (7, Scene.SHOPPING_DAY, Tactic.GROUP_BUY, "少买")
    assert brief.event
    assert brief.event.name == campaign.name
    assert prompt_key(brief) == "campaigns/touch.zh"
    assert "7_last_call" in offline_writer().write(replace(brief, form=column.form)).provenance.prompt


def test_what_no_source_told_is_not_zero(
    session: Session, workspace: Workspace, event: Event, column: Column, now: datetime
) -> None:
    items = [make_item(session, column, now, event_id=event.id) for _number in range(3)]
    later = now + timedelta(days=30)
    told = ({Counter.VIEWS: 300}, {Counter.VIEWS: 100, Counter.LIKES: 20}, {Counter.VIEWS: 100, Counter.LIKES: 0})
    for counters, item in zip(told, items, strict=True):
        published(session, workspace, write(session, item, COPY, workspace.editor, now), now)
        record_feedback(session, item, Reading(counters, later, "手工"), actor=workspace.editor, now=later)
    found = event_page(session, workspace.community, event, now=now).results
    assert (found.seen, found.outcomes) == (500, {"engage": 20, "act": None, "harm": None})
    assert (found.rates["engage"], found.rates["act"]) == (0.1, None), "per person who saw what it was told of"
    assert found.best
    assert found.worst
    assert (found.best.id, found.worst.id) == (items[1].id, items[2].id)


def test_a_workspace_file_brings_its_campaigns(session: Session, now: datetime) -> None:
    load(session, read_workspace(FILE), now=now)
    campaign = session.scalars(select(Campaign)).one()
    assert [persona.key for persona in campaign.personas] == ["office", "home"]
    assert campaign.event
    assert campaign.product
    assert (campaign.touches, campaign.event.key, campaign.product.key) == (5, "fair", "white-tea")


def test_the_page_of_an_event_adds_up_what_its_posts_and_those_of_its_campaign_brought(
    session: Session, workspace: Workspace, event: Event, column: Column, now: datetime
) -> None:
    campaign = make_campaign(session, [workspace.persona], now, event_id=event.id, touches=3)
    ours = make_item(session, column, now, campaign_id=campaign.id, touch=1)
    items = [make_item(session, column, now, event_id=event.id), ours]
    later = now + timedelta(days=30)
    for seen, item in zip((100, 200), items, strict=True):
        published(session, workspace, write(session, item, COPY, workspace.editor, now), now)
        reading = Reading({Counter.VIEWS: seen, Counter.LIKES: 30, Counter.JOINS: 2}, later, "手工")
        record_feedback(session, item, reading, actor=workspace.editor, now=later)
    page = event_page(session, workspace.community, event, now=now)
    assert (page.results.seen, page.results.outcomes["engage"], page.results.outcomes["act"]) == (300, 60, 4)
    assert page.results.best
    assert page.results.worst
    assert (page.results.best.id, page.results.worst.id) == (items[0].id, items[1].id)
    lines = campaign_page(session, workspace.community, campaign, now=now).lines
    assert [(touch.step, len(touch.posts)) for touch in lines[0].touches] == [
        (TouchStep.SEED, 1), (TouchStep.PROOF, 0), (TouchStep.LAST_CALL, 0),
    ]
    [line] = [line for line in queries.index(session, workspace.community, now=now).coming if not line.is_event]
    assert (line.progress.published, line.progress.missing) == (1, 2)


@pytest.mark.parametrize(("old", "new", "path", "said"), [
    ("event: fair, tactic", "event: ball, tactic", "campaigns[0].event", "there is no event with the key “ball”"),
    ("personas: [office, home]", "personas: [office, attic]", "campaigns[0].personas[1]", "no persona with the key"),
    ("last: 2027-06-05", "last: 2027-05-01", "campaigns[0]", "is before the first"),
    ("last: 2027-06-05", "last: 2090-05-01", "campaigns[0]", "at most 180"),
    ("touches: 5", "touches: 9", "campaigns[0].touches", "outside 1 to 7"),
])
def test_a_file_with_an_impossible_campaign_is_told_where(old: str, new: str, path: str, said: str) -> None:
    with pytest.raises(WorkspaceFileInvalid) as refused:
        read_workspace(FILE.replace(old, new))
    [problem] = refused.value.problems
    assert problem.path == f"communities[0].{path}"
    assert said in problem.text("en")


def test_a_file_with_two_campaigns_of_a_persona_at_once_names_the_other() -> None:
    again = "{key: again, name: 新茶, goal: convert, personas: [home], first: 2027-06-05, last: 2027-06-20}"
    twice = f"{FILE}        - {again}\n"
    with pytest.raises(WorkspaceFileInvalid) as refused:
        read_workspace(twice)
    assert "“在家茶客”在 2027-05-20 至 2027-06-05 已有推广“春茶”" in refused.value.problems[0].text("zh")
