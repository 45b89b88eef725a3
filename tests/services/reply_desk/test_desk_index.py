"""The index of the desk: what is on offer, and that it follows every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlalchemy.orm import Session

from app.library import service as library
from app.models import ContentItem
from app.replies import service
from app.replies.cards import Card, card_of
from app.reply_desk import index as desk_index
from app.reply_desk.index import NotReady, offer_of
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario
from tests.factories import Workspace, approved

CARD = Card(
    scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), variables=(Variable(name="昵称"),), short_code="jgyy"
)
WORDS = Copy(hook="{昵称}，觉得贵很正常。", body="家里那个还够用就先不买。")
SECOND = timedelta(seconds=1)


def offered(
    session: Session, workspace: Workspace, now: datetime, card: Card = CARD, copy: Copy = WORDS
) -> ContentItem:
    item = service.create(session, workspace.community, card, copy, actor=workspace.editor, now=now)
    return approved(session, workspace, item, now)


def found(session: Session, workspace: Workspace, words: str, now: datetime) -> list[int]:
    return [hit.entry.key for hit in offer_of(session, workspace.community, now).index.search(words)]


def test_only_what_is_approved_and_true_today_is_on_offer(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    draft = service.create(
        session, workspace.community, replace(CARD, short_code=""), WORDS, actor=workspace.editor, now=now
    )
    old = replace(CARD, short_code="old", expires_on=now.date())
    kept, expiring = offered(session, workspace, now), offered(session, workspace, now, old)
    assert set(found(session, workspace, "觉得贵", now)) == {kept.id, expiring.id}
    assert draft.id not in found(session, workspace, "觉得贵", now)
    assert found(session, workspace, "觉得贵", now + timedelta(days=1)) == [kept.id]


def test_a_change_is_seen_by_the_next_search(session: Session, workspace: Workspace, now: datetime) -> None:
    item = offered(session, workspace, now)
    assert found(session, workspace, "jgyy", now) == [item.id]
    card = replace(card_of(item), short_code="tgl")
    service.change_card(session, item, card, version=item.version, actor=workspace.editor, now=now + SECOND)
    assert found(session, workspace, "tgl", now) == [item.id]
    library.edit_copy(
        session, item, replace(WORDS, body="换了一句"), version=item.version, actor=workspace.editor, now=now + SECOND
    )
    assert found(session, workspace, "tgl", now) == [], "words nobody approved are not offered"


def test_nothing_is_built_while_nothing_changes(session: Session, workspace: Workspace, now: datetime) -> None:
    offered(session, workspace, now)
    first = offer_of(session, workspace.community, now)
    assert offer_of(session, workspace.community, now + SECOND) is first


def test_outcomes_lean_the_ranking_after_ten_minutes(session: Session, workspace: Workspace, now: datetime) -> None:
    cards = [replace(CARD, short_code=code) for code in ("a", "b")]
    first, second = (offered(session, workspace, now, card) for card in cards)
    assert set(found(session, workspace, "觉得贵", now)) == {first.id, second.id}
    assert first.reply is not None
    assert second.reply is not None
    first.reply.score, second.reply.score = 0.3, 0.7
    first.reply.by_state = {"loyal": {"score": 0.9}}
    session.flush()
    offer = offer_of(session, workspace.community, now + timedelta(minutes=11))
    assert offer.leans_for(MemberState.LOYAL)[first.id] > 1, "with loyal members it does well"
    assert offer.leans == {first.id: pytest.approx(0.8), second.id: pytest.approx(1.2)}


def test_a_search_does_not_wait_for_a_large_change(
    session: Session, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, go_on = offered(session, workspace, now), Event()
    before = offer_of(session, workspace.community, now)
    build = desk_index._build
    monkeypatch.setattr(desk_index, "PATIENCE_S", 0.01)
    monkeypatch.setattr(desk_index, "_build", lambda *given: go_on.wait(10) and build(*given))
    offered(session, workspace, now + SECOND, replace(CARD, short_code="new"))
    try:
        assert offer_of(session, workspace.community, now) is before
        assert found(session, workspace, "jgyy", now) == [item.id]
    finally:
        go_on.set()


def test_the_first_build_says_that_it_is_not_through(
    session: Session, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered(session, workspace, now)
    desk_index.forget()
    go_on, build = Event(), desk_index._build
    monkeypatch.setattr(desk_index, "_build", lambda *given: go_on.wait(10) and build(*given))
    with pytest.raises(NotReady):
        offer_of(session, workspace.community, now, patience=0.01)
    go_on.set()
    assert len(offer_of(session, workspace.community, now).index) == 1
