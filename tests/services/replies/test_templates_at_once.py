"""Templates that leave the archive or get names while somebody else works in their community."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Event

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import service as calendar
from app.core.transactions import transaction
from app.feedback import ledger
from app.library import service as library
from app.models import Community, ReplyTemplate, User
from content_calendar.workflow import Action, Role, State
from tests.browser import Visitor, sign_in
from tests.factories import make_workspace
from tests.services.replies.test_reply_cards import CARD, template
from tests.threads import WAIT_SECONDS, until_somebody_waits


@pytest.mark.parametrize("database", ["postgresql"])  # SQLite has one writer at a time
def test_a_template_leaves_the_archive_while_somebody_holds_its_community(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        item = template(session, workspace, now)
        library.advance(session, item, Action.ARCHIVE, actor=workspace.editor, now=now)
        item_id, version, community_id = item.id, item.version, workspace.community.id
        user_id = workspace.editor.user.id
    is_held = Event()

    def work() -> None:
        with own_app.app_context(), transaction() as session:
            ledger.hold(session, session.get_one(Community, community_id))
            is_held.set()
            until_somebody_waits(session)
            library.get_item(session, community_id, item_id, lock=True)

    def restore() -> State:
        is_held.wait(WAIT_SECONDS)
        with own_app.app_context(), transaction() as session:
            return _restored(session, community_id, item_id, version, user_id, now)

    with ThreadPoolExecutor(2) as pool:
        working, restoring = pool.submit(work), pool.submit(restore)
        working.result(WAIT_SECONDS)
        assert restoring.result(WAIT_SECONDS) is State.DRAFT


@pytest.mark.parametrize("database", ["postgresql"])  # SQLite has one writer at a time
def test_a_template_gets_a_name_while_somebody_holds_its_community(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        item = template(session, workspace, now, replace(CARD, short_code=""))
        item_id, version, community_id = item.id, item.version, workspace.community.id
        persona_id, voice_id = workspace.persona.id, workspace.voice.id
        client = own_app.test_client()
        assert isinstance(client, Visitor)
        visitor = sign_in(client, workspace.editor.user)
    is_held = Event()

    def work() -> None:
        with own_app.app_context(), transaction() as session:
            ledger.hold(session, session.get_one(Community, community_id))
            is_held.set()
            until_somebody_waits(session)
            library.get_item(session, community_id, item_id, lock=True)

    def name() -> int:
        is_held.wait(WAIT_SECONDS)
        said = {
            "scenario": "price", "states": "loyal", "persona": str(persona_id), "voice": str(voice_id), "product": "",
            "platform": "wechat_group", "short_code": "jgyy", "snippet_key": "", "notes": "",
            "version": str(version),
        }
        return visitor.post(f"/c/{community_id}/replies/{item_id}/card", data=said).status_code

    with ThreadPoolExecutor(2) as pool:
        working, naming = pool.submit(work), pool.submit(name)
        working.result(WAIT_SECONDS)
        assert naming.result(WAIT_SECONDS) == 303
    with own_app.app_context(), transaction() as session:
        assert session.get_one(ReplyTemplate, item_id).short_code == "jgyy"


def _restored(
    session: Session, community_id: int, item_id: int, version: int, user_id: int, now: datetime
) -> State:
    community = session.get_one(Community, community_id)
    actor = Actor(session.get_one(User, user_id), Role.EDITOR)
    return calendar.set_aside(
        session, community, item_id, Action.RESTORE, version=version, actor=actor, now=now
    ).state
