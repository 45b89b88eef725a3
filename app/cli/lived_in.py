"""The sample workspace as it looks after some weeks of work: for looking around, for pictures, for trying a change.

Every step goes through the services the pages use, with moments of the past as `now`: plans, offline drafts, reviews,
exports, publication, readings. The words are what the offline writer wrote; the members' numbers are SIMULATED and
carry that word as their source in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import inspect, select

from app.accounts.service import count_users
from app.cli.lived_choices import loosen_rules
from app.cli.lived_week import Week
from app.cli.sample_campaign import back_to_work, look_back
from app.communities.workspace import load_sample
from app.core import embedded_valkey
from app.core.clock import now
from app.core.database import db, migrate
from app.core.running import current_settings
from app.core.settings import Settings
from app.core.transactions import transaction
from app.core.zones import zone_of
from app.models import Persona, User
from app.replies.playbook_samples import add_sample_playbooks
from app.replies.samples import add_samples

WEEKS_BACK = 4
PLANNED_AHEAD = timedelta(days=2)
MORNING = time(10)


@click.command("lived-in")
@with_appcontext
def command() -> None:
    """Fill an EMPTY data folder with the sample workspace and some weeks of (simulated) work."""
    settings = current_settings()
    if _is_inhabited():
        raise click.ClickException(
            f"the database of {settings.data_dir} already holds a workspace; name an empty folder in QUNBI_DATA_DIR"
        )
    with _application(settings) as app, app.app_context():
        migrate(app)
        posts = live()
    click.echo(f"{posts} posts over {WEEKS_BACK + 2} weeks in {settings.data_dir}; the members' numbers are simulated")


def _is_inhabited() -> bool:
    try:
        return inspect(db.session.connection()).has_table(User.__tablename__) and count_users(db.session) > 0
    finally:
        db.session.rollback()


def live() -> int:
    """Load the sample as of some weeks ago and work through every persona's weeks since; the number of posts."""
    moment = now()
    with transaction() as session:
        load_sample(session, now=moment - timedelta(weeks=WEEKS_BACK + 2))
        add_samples(session, now=moment - timedelta(weeks=WEEKS_BACK))
        add_sample_playbooks(session, now=moment - timedelta(weeks=WEEKS_BACK))
        loosen_rules(session)
        personas = list(session.scalars(select(Persona.id).order_by(Persona.id)))
    _hold_campaign(moment)
    weeks = range(-WEEKS_BACK, 2)
    posts = sum(_live_week(persona, number, moment) for number in weeks for persona in personas)
    with transaction() as session:
        look_back(session)
    return posts


def _hold_campaign(moment: datetime) -> None:
    """Two weeks that ended last Sunday."""
    monday = moment.date() - timedelta(weeks=2, days=moment.date().weekday())
    with transaction() as session:
        back_to_work(session, monday, monday + timedelta(days=13), now=moment - timedelta(weeks=WEEKS_BACK))


def _live_week(persona_id: int, number: int, moment: datetime) -> int:
    """Week 0 is this one: earlier weeks are over, week 1 is in the works."""
    with transaction() as session:
        persona = session.get_one(Persona, persona_id)
        zone = zone_of(persona.community.timezone)
        today = moment.astimezone(zone).date()
        monday = today + timedelta(weeks=number, days=-today.weekday())
        founded = persona.community.founded_on
        if founded is not None and monday < founded:
            return 0
        planned = datetime.combine(monday - PLANNED_AHEAD, MORNING, zone)
        week = Week(session, persona, monday, min(planned, moment - timedelta(hours=8)), moment)
        return week.in_the_works() if number > 0 else week.carried_out()


@contextmanager
def _application(settings: Settings) -> Iterator[Flask]:
    """The service with a queue server: the services wake workers as always, though none is needed here."""
    from app import create_app

    address = settings.redis_url or embedded_valkey.ensure_running(settings.data_dir)
    try:
        yield create_app(settings.model_copy(update={"redis_url": address}))
    finally:
        if settings.redis_url is None:
            embedded_valkey.stop(settings.data_dir)
