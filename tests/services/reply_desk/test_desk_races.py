"""Several operators and editors at the same moment: each use, mark and name counts once, and nobody meets an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.transactions import transaction
from app.library import service as library
from app.models import Community, ContentItem, ReplyFavourite, ReplyOutcome, ReplyTemplate, ReplyUse, User
from app.replies import playbooks, service
from app.replies.cards import Card
from app.replies.playbooks import Outline
from app.replies.refusals import CodeTaken, SnippetNameTaken
from app.reply_desk import at_hand, taking, uses
from content_calendar.content import Copy
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import Role
from tests.factories import approved, make_workspace
from tests.threads import Call, at_once

WORDS = Copy(body="家里那个还够用就先不买。")
PLAIN = Card(scenario=Scenario.PRICE)


@dataclass(frozen=True, slots=True)
class Desk:
    """An approved template, by ids: rows do not cross threads."""

    community: int
    item: int
    bob: int
    now: datetime


@pytest.fixture
def desk(own_app: Flask, now: datetime) -> Desk:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        made = service.create(session, workspace.community, PLAIN, WORDS, actor=workspace.editor, now=now)
        approved(session, workspace, made, now)
        return Desk(workspace.community.id, made.id, workspace.bob.id, now)


def acting(desk: Desk, act: Callable[[Session, Community, ContentItem, Actor], object]) -> Call:
    def call(session: Session) -> object:
        community, item = session.get_one(Community, desk.community), session.get_one(ContentItem, desk.item)
        return act(session, community, item, Actor(session.get_one(User, desk.bob), Role.EDITOR))

    return call


def used(desk: Desk, key: str) -> Call:
    return acting(desk, lambda session, community, item, bob: uses.note(
        session, community, item, key=key, actor=bob, now=desk.now
    ).id)


def sums(own_app: Flask, desk: Desk) -> tuple[int, int, int]:
    with own_app.app_context(), transaction() as session:
        card = session.get_one(ReplyTemplate, desk.item)
        return card.uses, card.edited, card.helped


def test_the_same_press_at_once_is_one_use_and_different_ones_all_count(own_app: Flask, desk: Desk) -> None:
    first, again = at_once(own_app, used(desk, "k"), used(desk, "k"))
    assert first == again
    at_once(own_app, *(used(desk, f"other {number}") for number in range(4)))
    assert sums(own_app, desk) == (5, 0, 0)


def test_an_edit_told_twice_at_once_counts_once(own_app: Flask, desk: Desk) -> None:
    [use_id] = at_once(own_app, used(desk, "k"))
    tell = acting(desk, lambda session, *_: taking.note_edit(session, session.get_one(ReplyUse, use_id), "a", "bcd"))
    assert at_once(own_app, tell, tell, tell) == [4, 4, 4]
    assert sums(own_app, desk) == (1, 1, 0)


def test_an_outcome_told_twice_at_once_counts_once(own_app: Flask, desk: Desk) -> None:
    [use_id] = at_once(own_app, used(desk, "k"))
    tell = acting(desk, lambda session, *_: uses.settle(
        session, session.get_one(ReplyUse, use_id), ReplyOutcome.HELPED, now=desk.now
    ))
    assert sorted(at_once(own_app, tell, tell)) == [False, True]
    assert sums(own_app, desk) == (1, 0, 1)


def test_two_windows_may_mark_and_unmark_a_favourite_at_once(own_app: Flask, desk: Desk) -> None:
    mark = acting(desk, lambda session, _community, item, bob: at_hand.turn(session, item, bob.user))
    for _again in range(3):
        assert all(isinstance(is_kept, bool) for is_kept in at_once(own_app, mark, mark))
    with own_app.app_context(), transaction() as session:
        assert len(session.scalars(select(ReplyFavourite)).all()) <= 1


@pytest.mark.parametrize(
    ("card", "refusal"),
    [(replace(PLAIN, short_code="jgyy"), CodeTaken), (replace(PLAIN, snippet_key="落款"), SnippetNameTaken)],
)
def test_of_two_templates_made_at_once_one_gets_the_name(
    own_app: Flask, desk: Desk, card: Card, refusal: type[Exception]
) -> None:
    make = acting(desk, lambda session, community, _item, bob: service.create(
        session, community, card, WORDS, actor=bob, now=desk.now
    ).id)
    results = at_once(own_app, make, make)
    assert [type(each) for each in results].count(refusal) == 1, results


def test_of_two_cards_saved_at_once_one_is_told_that_it_is_old(own_app: Flask, desk: Desk) -> None:
    def save(session: Session, _community: Community, item: ContentItem, bob: Actor) -> object:
        locked = service.hold_card(session, item.community, item.id)
        return service.change_card(session, locked, PLAIN, version=version, actor=bob, now=desk.now)

    with own_app.app_context(), transaction() as session:
        version = session.get_one(ContentItem, desk.item).version
    results = at_once(own_app, acting(desk, save), acting(desk, save))
    assert [isinstance(each, library.StaleVersion) for each in results].count(True) == 1


def test_of_two_playbooks_saved_at_once_one_is_told_that_it_is_old(own_app: Flask, desk: Desk) -> None:
    with own_app.app_context(), transaction() as session:
        community = session.get_one(Community, desk.community)
        made = playbooks.create(session, community, Outline("新人", MemberState.NEWCOMER), now=desk.now).id

    def save(session: Session, community: Community, _item: ContentItem, _bob: Actor) -> str:
        playbook = playbooks.get(session, community, made, lock=True)
        playbooks.change(
            session, community, playbook, Outline("新人欢迎", MemberState.NEWCOMER), version=1, now=desk.now
        )
        return "saved"

    results = at_once(own_app, acting(desk, save), acting(desk, save))
    assert [each == "saved" for each in results].count(True) == 1
