"""Requests nobody sends by accident: each gets an answer people understand, never a 500, and nothing slips out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import planning
from app.core.database import db
from app.core.text_fields import ZoneName
from app.exports.entries import entry_of
from app.library import service as library
from app.models import Column, ContentItem, Persona, User
from app.review import service as review
from content_calendar.workflow import Action, Role, State
from tests.browser import Visitor, sign_in
from tests.databases import POSTGRESQL
from tests.factories import COPY, Workspace, approved, make_workspace, write
from tests.threads import at_once


@pytest.mark.parametrize("query", ["endpoint=x", "_method=POST", "_anchor=a", "_external=1", "_scheme=ftp"])
@pytest.mark.parametrize("page", ["calendar", "library", "review", "drafting", "community", "exports", "insights"])
def test_no_word_in_an_address_steers_the_links_of_a_page(
    client: Visitor, workspace: Workspace, page: str, query: str
) -> None:
    answer = sign_in(client, workspace.bob).get(f"/c/{workspace.community.id}/{page}?{query}")
    assert answer.status_code == 200
    assert "ftp://" not in answer.text


def test_a_version_of_five_thousand_digits_is_an_old_version(
    client: Visitor, workspace: Workspace, item: ContentItem
) -> None:
    fields = ("title", "hook", "body", "call_to_action", "hashtags", "image_brief", "comment_starter")
    form = dict.fromkeys(fields, "慢慢来") | {"version": "9" * 5_000}
    answer = sign_in(client, workspace.bob).post(f"/c/{item.community_id}/items/{item.id}", data=form)
    assert answer.status_code == 409


@pytest.mark.parametrize("target", ["//[", "/\r\nX: y", "https://elsewhere.example", "/\\elsewhere.example", "//x"])
def test_choosing_a_language_leads_to_no_place_but_ours(client: Visitor, target: str) -> None:
    answer = client.post("/language", data={"language": "en", "next": target})
    assert answer.status_code == 303
    assert answer.location == "/"


def test_a_nul_in_a_search_or_an_address_finds_nothing(client: Visitor, workspace: Workspace) -> None:
    assert client.post("/sign-in", data={"email": "a\0@b.c", "password": "x"}).status_code == 422
    page = sign_in(client, workspace.bob).get(f"/c/{workspace.community.id}/library?q=%00")
    assert page.status_code == 200


def test_a_column_renamed_after_the_approval_lends_no_words_to_what_leaves(
    session: Session, workspace: Workspace, item: ContentItem, column: Column, now: datetime
) -> None:
    bob = Actor(workspace.bob, Role.EDITOR)
    item.topic = {}
    write(session, item, replace(COPY, title="", hook=""), bob, now)
    library.submit(session, item, actor=bob, now=now)
    review.approve(
        session, item.community_id, item.id, version=item.version, actor=Actor(workspace.rita, Role.REVIEWER), now=now
    )
    column.name = "没有审过的话"
    session.flush()
    assert "没有审过的话" not in entry_of(item, workspace.community).title


def test_a_reviewer_cannot_approve_their_own_words_after_somebody_touched_them(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    bob, rita = Actor(workspace.bob, Role.EDITOR), Actor(workspace.rita, Role.REVIEWER)
    write(session, item, COPY, rita, now)
    library.edit_copy(
        session, item, replace(COPY, hashtags=("断奶", "日常")), version=item.version, actor=bob, now=now
    )
    library.submit(session, item, actor=bob, now=now)
    with pytest.raises(review.OwnCopy):
        review.approve(session, item.community_id, item.id, version=item.version, actor=rita, now=now)


def test_what_was_published_comes_back_from_the_archive_as_published(
    session: Session, workspace: Workspace, item: ContentItem, now: datetime
) -> None:
    bob = Actor(workspace.bob, Role.EDITOR)
    approved(session, workspace, item, now)
    library.mark_published(session, item, url="", actor=bob, now=now)
    for action in (Action.ARCHIVE, Action.RESTORE):
        library.advance(session, item, action, actor=bob, now=now)
    assert item.state is State.PUBLISHED


def test_four_people_who_accept_the_same_plan_place_it_once(own_app: Flask, now: datetime) -> None:
    with own_app.app_context():
        workspace = make_workspace(db.session, now)
        persona_id, bob = workspace.persona.id, workspace.bob.id
        db.session.commit()

    def accept(session: Session) -> int:
        persona = session.get_one(Persona, persona_id)
        planning.hold_calendars(session, [persona])
        start = (now + timedelta(days=7)).date()
        proposal = planning.propose_plan(
            session, persona, start=start, end=start + timedelta(days=6), seed=1, now=now
        )
        keys = {change.key for change in proposal.changes}
        actor = Actor(session.get_one(User, bob), Role.EDITOR)
        return len(planning.accept_plan(session, persona, proposal, keys, actor=actor, now=now).added)

    placed = at_once(own_app, *[accept] * 4)
    assert sorted(placed)[:3] == [0, 0, 0]
    assert max(placed) > 0
    with own_app.app_context():
        slots = db.session.scalars(select(ContentItem.slot_at).where(ContentItem.column_id.is_not(None))).all()
        assert len(slots) == len(set(slots))


def _forbid_writing() -> None:
    """From the next connection on, as with a server that has become a standby."""
    name = db.engine.url.database
    db.session.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    db.session.commit()
    db.engine.dispose()


@pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)
def test_a_postgresql_that_may_only_be_read_is_told_in_words(own_app: Flask, now: datetime) -> None:
    visitor = own_app.test_client()
    assert isinstance(visitor, Visitor)
    with own_app.app_context():
        sign_in(visitor, make_workspace(db.session, now).bob)
        db.session.commit()
        _forbid_writing()
    answer = visitor.post("/language", data={"language": "en"})
    assert answer.status_code == 503
    assert "数据库没有响应" in answer.text


def test_a_sqlite_that_may_only_be_read_is_told_in_words(client: Visitor, workspace: Workspace) -> None:
    visitor = sign_in(client, workspace.bob)
    db.session.execute(text("PRAGMA query_only = ON"))
    try:
        answer = visitor.post("/language", data={"language": "en"})
    finally:
        db.session.execute(text("PRAGMA query_only = OFF"))
    assert answer.status_code == 503


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "Factory"])
def test_a_zone_that_means_another_on_every_machine_is_refused(zone: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ZoneName).validate_python(zone)
