"""Two people export the same range at the same moment: every post leaves once, and is taken back once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.transactions import transaction
from app.exports import service as exports
from app.library import service as library
from app.models import Community, ContentItem, Export, ExportEntry, User
from content_calendar.content import Copy
from content_calendar.exporters.registry import profile
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role
from tests.factories import COPY, approved, make_item, make_workspace, write
from tests.threads import Call, at_once

PUBLER = profile("publer")


@dataclass(frozen=True, slots=True)
class House:
    """Two approved posts, by ids: rows do not cross threads."""

    community: int
    first: int
    people: tuple[int, int]


@pytest.fixture
def house(own_app: Flask, now: datetime) -> House:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        later = now + timedelta(days=8)
        second = write(session, make_item(session, workspace.column, now, slot_at=later), COPY, workspace.editor, now)
        for item in (workspace.item, second):
            approved(session, workspace, item, now)
        return House(workspace.community.id, workspace.item.id, (workspace.bob.id, workspace.alice.id))


def exporting(house: House, person: int, now: datetime) -> Call:
    """Look and take in one go, as the download does."""

    def call(session: Session) -> int:
        actor = Actor(session.get_one(User, person), Role.EDITOR)
        community = session.get_one(Community, house.community)
        wish = exports.Wish(PUBLER, now, now + timedelta(days=30))
        plan = exports.dry_run(session, community, wish, now=now, lock=True)
        made = exports.compile_export(
            session, community, plan, persona=None, language=Language.ZH, actor=actor, now=now
        )
        return made.export.row_count

    return call


def both(own_app: Flask, house: House, now: datetime) -> set[object]:
    """What the two met: a number of rows, or the name of a refusal."""
    met = at_once(own_app, *(exporting(house, person, now) for person in house.people))
    return {one if isinstance(one, int) else type(one).__name__ for one in met}


def ledger(session: Session) -> list[tuple[int, bool]]:
    return sorted((entry.item_id, entry.withdrawn) for entry in session.scalars(select(ExportEntry)))


def test_every_post_leaves_and_is_taken_back_exactly_once(own_app: Flask, house: House, now: datetime) -> None:
    assert both(own_app, house, now) == {2, "NothingToExport"}
    with own_app.app_context(), transaction() as session:
        item, bob = session.get_one(ContentItem, house.first), session.get_one(User, house.people[0])
        words = Copy(hook="另一个开头", body="还没有人看过。")
        library.edit_copy(session, item, words, version=item.version, actor=Actor(bob, Role.EDITOR), now=now)
    assert both(own_app, house, now + timedelta(minutes=1)) == {0, "NothingToExport"}
    with own_app.app_context(), transaction() as session:
        (second,) = {item_id for item_id, _ in ledger(session)} - {house.first}
        assert ledger(session) == sorted([(house.first, False), (second, False), (house.first, True)])
        assert len(session.scalars(select(Export)).all()) == 2
