"""The page on which admins say what a like, an order and a member who leaves are worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.learning.learn import learn_anew
from app.models import GoalWeights, PostStanding, User
from content_calendar.vocabulary import Counter, Goal
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_column, make_item, write
from tests.services.learning.standings import stand

WORDS = {"engage": "1", "act": "0", "harm": "10", "version": "0"}


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/ranking/weights?goal=convert"


@pytest.fixture
def admin(client: Visitor, alice: User) -> Visitor:
    return sign_in(client, alice)


def test_weights_are_set_as_versions_and_the_scores_are_told_anew(
    admin: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    now = clock.now()
    standing = stand(
        session, workspace.item, {Counter.VIEWS: 9}, out_at=now - timedelta(days=9), read_at=now
    )
    learn_anew(workspace.community.id, now)
    assert admin.post(page, data=WORDS).status_code == 303
    assert admin.post(page, data=WORDS | {"act": "2.5", "version": "1"}).status_code == 303
    rows = session.scalars(select(GoalWeights).order_by(GoalWeights.version)).all()
    assert [(row.goal, row.version, row.act) for row in rows] == [(Goal.CONVERT, 1, 0), (Goal.CONVERT, 2, 2.5)]
    session.expire_all()
    assert session.get_one(PostStanding, standing.item_id).learned_at is None
    assert "1 : 2.5 : 10" in admin.get(page).text


def test_a_stale_form_keeps_what_was_typed(admin: Visitor, session: Session, page: str) -> None:
    admin.post(page, data=WORDS)
    answer = admin.post(page, data=WORDS | {"act": "7"})
    assert answer.status_code == 409
    assert 'value="7.0"' in answer.text or 'value="7"' in answer.text
    assert len(session.scalars(select(GoalWeights)).all()) == 1


@pytest.mark.parametrize("wrong", [
    {"engage": "many"}, {"engage": ""}, {"harm": "-1"}, {"act": "nan"}, {"engage": "0", "act": "0"}, {"harm": "1e9"},
])  # fmt: skip
def test_weights_that_rank_nothing_are_refused(
    admin: Visitor, session: Session, page: str, wrong: dict[str, str]
) -> None:
    assert admin.post(page, data=WORDS | wrong).status_code in {400, 422}
    assert session.scalars(select(GoalWeights)).all() == []


def test_a_preview_tells_what_would_change_places_and_saves_nothing(
    admin: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    now = clock.now()
    for key, counts in (("talk", {Counter.LIKES: 150, Counter.CLICKS: 2}), ("sale", {Counter.CLICKS: 40})):
        column = make_column(session, workspace.persona, workspace.voice, now, key=key, name=key)
        for days in range(20, 28):
            item = make_item(session, column, now, slot_at=now - timedelta(days=days))
            stand(session, item, counts | {Counter.VIEWS: 1000}, out_at=now - timedelta(days=days), read_at=now)
        later = make_item(session, column, now, slot_at=now + timedelta(days=9), goal=Goal.CONVERT)
        approved(session, workspace, write(session, later, COPY, workspace.editor, now), now)
    learn_anew(workspace.community.id, now)
    answer = admin.post(page, data=WORDS | {"preview": "y"})
    assert answer.status_code == 200
    assert "2 条内容中有 2 条" in answer.text
    assert session.scalars(select(GoalWeights)).all() == []


def test_only_admins_come_here(client: Visitor, charlie: User, bob: User, page: str) -> None:
    assert sign_in(client, charlie).get(page).status_code == 404
    editor = sign_in(client, bob)
    assert (editor.get(page).status_code, editor.post(page, data=WORDS).status_code) == (403, 403)
