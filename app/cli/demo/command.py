"""`flask demo`: one JSON line for each stage of the loop, or drafts printed for reading."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import timedelta

import click
from sqlalchemy import select

from app.cli.demo.drafting import draft
from app.cli.demo.house import House, open_house
from app.cli.demo.leaving import export, publish, review
from app.cli.demo.planning import WEEK_DAYS, plan
from app.cli.demo.reading import read_drafts
from app.cli.demo.results import feed_back, rank
from app.cli.demo.stage import Stage
from app.cli.sample_campaign import back_to_work
from app.communities.workspace import load_sample
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.core.transactions import transaction
from app.models import Community
from app.replies.samples import add_samples
from app.supervisor.notices import StartRefused
from content_calendar.vocabulary import Language


@click.command("demo")
@click.option("--drafts", type=click.IntRange(1, 200), help="Only plan and draft this many posts, and print them.")
@click.option("--language", type=click.Choice([language.value for language in Language]), help="Only in this language.")
def command(drafts: int | None, language: str | None) -> None:
    """Run the loop once and print one JSON line per stage; exit 1 when a stage did nothing.

    With --drafts the posts are printed for reading; exit 1 when one is neither a valid draft nor a visible failure.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it leaves no server behind
    wanted = Language(language) if language else None
    try:
        with open_house(current_settings()) as house:
            _load()
            sound = read_drafts(house, drafts, wanted) if drafts else _run_loop(house, wanted)
    except StartRefused as error:
        raise click.ClickException(str(error)) from error
    if not sound:
        raise click.ClickException("not everything went as it should; see above")


def _load() -> None:
    with transaction() as session:
        load_sample(session, now=now())
        add_samples(session, now=now())
        tomorrow = now().date() + timedelta(days=1)
        back_to_work(session, tomorrow, tomorrow + timedelta(days=WEEK_DAYS), now=now())


def _run_loop(house: House, language: Language | None) -> bool:
    idle = [stage for stage in _stages(house, language) if not _tell(stage)]
    return not idle


def _tell(stage: Stage) -> bool:
    click.echo(stage.line())
    return stage.done > 0


def _stages(house: House, language: Language | None) -> Iterator[Stage]:
    """Each stage as it ends, over every community of the sample."""
    communities = list(db.session.scalars(select(Community).order_by(Community.id)))
    yield plan(communities, language)
    yield draft(house, communities)
    yield review(communities)
    yield export(communities, house.folder)
    yield publish(communities)
    yield feed_back(communities)
    yield rank(communities)
