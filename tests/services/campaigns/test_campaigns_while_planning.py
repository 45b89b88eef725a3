"""A campaign is edited while somebody accepts a plan with its touches."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event

from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import planning
from app.campaigns import service
from app.communities.workspace_schema import WrittenCampaign
from app.core.database import db
from app.models import Campaign, ContentItem, Persona, User
from content_calendar.vocabulary import Goal
from content_calendar.workflow import Role
from tests.factories import make_campaign, make_workspace
from tests.threads import WAIT_SECONDS, at_once


def test_neither_waits_for_the_other_for_ever(own_app: Flask, now: datetime) -> None:
    with own_app.app_context():
        workspace = make_workspace(db.session, now)
        campaign_id = make_campaign(db.session, [workspace.persona], now).id
        persona_id, bob = workspace.persona.id, workspace.bob.id
        db.session.commit()
    takes_turns = db_is_one_writer(own_app)
    planned, opened = Event(), Event()

    def accept(session: Session) -> int:
        persona = session.get_one(Persona, persona_id)
        planning.hold_calendars(session, [persona])
        first = now.date() + timedelta(days=1)
        plan = planning.propose_plan(session, persona, start=first, end=first + timedelta(days=6), seed=1, now=now)
        planned.set()
        assert takes_turns or opened.wait(WAIT_SECONDS)
        keys = {change.key for change in plan.changes}
        actor = Actor(session.get_one(User, bob), Role.EDITOR)
        return len(planning.accept_plan(session, persona, plan, keys, actor=actor, now=now).added)

    def rename(session: Session) -> str:
        assert planned.wait(WAIT_SECONDS)
        community = session.get_one(Persona, persona_id).community
        row = service.get_campaign(session, community, campaign_id, lock=True)
        opened.set()
        written = WrittenCampaign(
            key=row.key, name="暖冬", goal=Goal.CONVERT, first=row.first, last=row.last, personas=["new-mother"]
        )
        service.save_campaign(session, community, row, written, version=row.version, today=now.date(), now=now)
        return row.name

    added, name = at_once(own_app, accept, rename)
    assert (added > 0, name) == (True, "暖冬")
    with own_app.app_context():
        touches = db.session.query(ContentItem).filter(ContentItem.campaign_id == campaign_id).count()
        assert touches > 0
        assert db.session.get_one(Campaign, campaign_id).name == "暖冬"


def db_is_one_writer(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"
