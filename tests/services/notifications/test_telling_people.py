"""Telling people: once for each, nobody whose account is closed, whatever the channels do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Notice, NoticeKind
from app.notifications.service import tell
from tests.factories import Workspace


def say(session: Session, workspace: Workspace, now: datetime, key: str = "review:1") -> None:
    people = [workspace.rita.id, workspace.bob.id, workspace.vic.id]
    tell(
        session, people, NoticeKind.REVIEW_WAITING, key=key, community_id=workspace.community.id,
        item_id=workspace.item.id, params={"title": "断奶"}, now=now,
    )


def test_the_same_thing_is_told_once_and_never_behind_a_closed_door(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.vic.active = False
    session.flush()
    say(session, workspace, now)
    say(session, workspace, now)
    say(session, workspace, now, key="review:2")
    told = session.execute(select(Notice.user_id, Notice.key).order_by(Notice.key, Notice.user_id)).all()
    bob, rita = workspace.bob.id, workspace.rita.id
    assert told == [(bob, "review:1"), (rita, "review:1"), (bob, "review:2"), (rita, "review:2")]
