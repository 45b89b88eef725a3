"""Several people at one file, or at several with the same rows, at the same moment: nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.transactions import transaction
from app.feedback import imports as numbers
from app.feedback.imports import AppliedBefore
from app.imports import service as calendar
from app.models import Community, ContentItem, FeedbackRecord, KeptUpload, User
from app.replies.transfer import service as replies
from app.replies.transfer import taking
from app.replies.transfer.service import RowsChanged
from content_calendar.workflow import Role, State
from tests.factories import approved, make_workspace
from tests.threads import Call, at_once

MONTH = timedelta(days=30)
POSTS = "日期,画像,正文\n2026-09-15,新手妈妈,每天少一顿，一周看一次状态。\n2026-09-16,新手妈妈,夜里醒了先等三分钟。\n"
REPLIES = "场景,话术\n售后,可以退，先把单号发我。\n价格异议,这款贵在材质，家里够用就先不买。\n"


@dataclass(frozen=True, slots=True)
class House:
    """A community and two files of each kind with the same rows, by ids: rows do not cross threads."""

    community: int
    bob: int
    now: datetime
    posts: tuple[int, int]
    replies: tuple[int, int]
    numbers: tuple[int, int]


@pytest.fixture
def house(own_app: Flask, now: datetime) -> House:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        item = approved(session, workspace, workspace.item, now)
        readings = f"uid,阅读\n{item.uid},100\n"

        def kept(keep: Callable[..., KeptUpload], text: str, at: datetime = now) -> tuple[int, int]:
            first, second = (
                keep(session, workspace.community, "a.csv", text.encode(), actor=workspace.editor, now=at).id
                for _file in range(2)
            )
            return first, second

        return House(
            workspace.community.id, workspace.bob.id, now, kept(calendar.keep_upload, POSTS),
            kept(replies.keep_upload, REPLIES), kept(numbers.keep_upload, readings, now + MONTH),
        )


def acting(house: House, act: Callable[[Session, Community, Actor], object]) -> Call:
    def call(session: Session) -> object:
        actor = Actor(session.get_one(User, house.bob), Role.EDITOR)
        return act(session, session.get_one(Community, house.community), actor)

    return call


def came(own_app: Flask) -> int:
    with own_app.app_context(), transaction() as session:
        living = (ContentItem.import_key.is_not(None), ContentItem.state != State.ARCHIVED)
        return session.scalar(select(func.count()).select_from(ContentItem).where(*living)) or 0


def accepting_posts(house: House, file: int) -> Call:
    return acting(house, lambda session, community, bob: calendar.accept(
        session, community, house.posts[file], [2, 3], actor=bob, now=house.now
    ).items)


def accepting_replies(house: House, file: int) -> Call:
    return acting(house, lambda session, community, bob: replies.accept(
        session, community, house.replies[file], [2, 3], actor=bob, now=house.now
    ).items)


def accepting_numbers(house: House, file: int) -> Call:
    return acting(house, lambda session, community, bob: numbers.accept(
        session, community, house.numbers[file], held_too=False, actor=bob, now=house.now + MONTH
    ).taken)


@pytest.mark.parametrize("other", [0, 1])
def test_posts_that_two_accept_at_once_come_once(own_app: Flask, house: House, other: int) -> None:
    assert sorted(at_once(own_app, accepting_posts(house, 0), accepting_posts(house, other))) == [0, 2]
    assert came(own_app) == 2


@pytest.mark.parametrize("other", [0, 1])
def test_replies_that_two_accept_at_once_come_once(own_app: Flask, house: House, other: int) -> None:
    done = at_once(own_app, accepting_replies(house, 0), accepting_replies(house, other))
    assert 2 in done
    assert sum(isinstance(answer, RowsChanged) for answer in done) == 1
    assert came(own_app) == 2


@pytest.mark.parametrize("other", [0, 1])
def test_numbers_that_two_accept_at_once_count_once(own_app: Flask, house: House, other: int) -> None:
    done = at_once(own_app, accepting_numbers(house, 0), accepting_numbers(house, other))
    assert 1 in done
    assert 0 in done or any(isinstance(answer, AppliedBefore) for answer in done)
    with own_app.app_context(), transaction() as session:
        assert session.scalar(select(func.count()).select_from(FeedbackRecord)) == 1


def test_a_file_that_two_take_back_at_once_is_taken_back_once(own_app: Flask, house: House) -> None:
    at_once(own_app, accepting_replies(house, 0))
    back = acting(house, lambda session, community, bob: taking.undo(
        session, community, house.replies[0], actor=bob, now=house.now
    ))
    assert sorted(at_once(own_app, back, back)) == [(0, 0), (2, 0)]
    assert came(own_app) == 0
