"""Nothing is late in silence: deadlines stand where people look, and what expired gets a new time with one click."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.drafting.requests import unanswered
from app.models import ContentItem, DraftingRun
from app.review import service as review
from app.review.new_slots import next_good_slot
from content_calendar.vocabulary import ChangeReason, Language
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, in_review, make_item, write

DRAFT_ANEW = re.compile(r'action="(/c/\d+/drafting)".*?</form>', re.DOTALL)
FIELD = re.compile(r'name="(item|persona|note|variants|submit_when_ready)" value="([^"]*)"')
PROPOSAL = re.compile(r'action="(/c/\d+/items/\d+/move)".*?name="slot" value="([^"]+)"', re.DOTALL)


@pytest.fixture
def expired(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    then = now - timedelta(days=1)
    item = write(session, make_item(session, workspace.column, now, slot_at=then), COPY, workspace.editor, now)
    review.expire_missed(session, now=now)
    session.commit()
    return item


@pytest.mark.parametrize(
    "page",
    ["/", "/c/{community}/items/{item}", "/c/{community}/calendar/items/{item}", "/c/{community}/review/expired"],
)
def test_an_expired_post_gets_the_next_good_slot_with_one_click(
    client: Visitor, session: Session, workspace: Workspace, expired: ContentItem, now: datetime, page: str
) -> None:
    proposed = next_good_slot(session, expired, now)
    shown = sign_in(client, workspace.bob).get(page.format(community=expired.community_id, item=expired.id)).text
    address, slot = PROPOSAL.search(shown).groups()
    assert "排到 " in shown
    answer = client.post(address, data={"version": expired.version, "slot": slot, "back": "item"})
    assert (answer.status_code, answer.location) == (303, f"/c/{expired.community_id}/items/{expired.id}")
    session.refresh(expired)
    assert (expired.state, expired.slot_at) == (State.DRAFT, proposed)


def test_the_desk_counts_what_expired(client: Visitor, workspace: Workspace, expired: ContentItem) -> None:
    desk = f"/c/{expired.community_id}/review"
    assert f'href="{desk}/expired"' in sign_in(client, workspace.rita).get(desk).text
    assert sign_in(client, workspace.charlie).get(f"{desk}/expired").status_code == 404


def test_a_text_that_was_sent_back_is_drafted_anew_with_one_click(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    item = in_review(session, workspace, workspace.item, now)
    review.request_changes(
        session, workspace.community.id, item.id, version=item.version, actor=workspace.reviewer, now=now,
        reasons=[ChangeReason.TOO_LONG],
    )
    session.commit()
    shown = sign_in(client, workspace.bob).get(f"/c/{item.community_id}/items/{item.id}").text
    assert ChangeReason.TOO_LONG.label(Language.ZH) in shown
    form = DRAFT_ANEW.search(shown)
    assert client.post(form[1], data=dict(FIELD.findall(form[0]))).status_code == 303
    session.refresh(item)
    run = session.scalars(select(DraftingRun)).one()
    assert (item.state, run.submit, unanswered(session, [item.id])[item.id].reasons) == (
        State.DRAFTING, True, (ChangeReason.TOO_LONG,)
    )


def test_who_may_not_move_it_is_offered_nothing(client: Visitor, workspace: Workspace, expired: ContentItem) -> None:
    viewer = sign_in(client, workspace.vic)
    assert "排到 " not in viewer.get("/").text
    assert "排到 " not in viewer.get(f"/c/{expired.community_id}/items/{expired.id}").text


def test_what_passed_its_deadline_is_marked_until_it_is_approved(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.community.approve_by_hours = 96
    item = in_review(session, workspace, workspace.item, now)
    session.commit()
    calendar, today = f"/c/{item.community_id}/calendar?view=list&date={item.slot_at.date()}", "/"
    reviewer = sign_in(client, workspace.rita)
    assert "逾期未通过" in reviewer.get(calendar).text
    assert "已过审核截止" in reviewer.get(today).text
    review.approve(session, workspace.community.id, item.id, version=item.version, actor=workspace.reviewer, now=now)
    session.commit()
    assert 'class="chip-late"><svg' not in re.sub(r"<template.*?</template>", "", reviewer.get(calendar).text)
    assert "已过审核截止" not in reviewer.get(today).text
