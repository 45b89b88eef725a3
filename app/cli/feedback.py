"""The ledger of feedback from the command line."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.cli.prepared import PreparedGroup
from app.core.transactions import transaction
from app.feedback.rebuild import Rebuilt, rebuild_some
from app.models import Community


@click.group("feedback", cls=PreparedGroup)
def command() -> None:
    """Numbers that came back."""


@command.command("rebuild")
@click.option("--check", is_flag=True, help="Only compare; exit with 1 if anything differs from the ledger.")
@with_appcontext
def rebuild(check: bool) -> None:
    """Work the numbers of every post out anew from the ledger, and say of how many they were other ones."""
    with transaction() as session:
        community_ids = session.scalars(select(Community.id).order_by(Community.id)).all()
    pages = [page for community_id in community_ids for page in _pages(community_id, check=check)]
    changed = sum(page.changed for page in pages)
    click.echo(f"{sum(page.posts for page in pages)} posts replayed, {changed} differed")
    if check and changed:
        raise click.ClickException("the numbers of posts are not what the ledger says: run `flask feedback rebuild`")


def _pages(community_id: int, *, check: bool) -> Iterator[Rebuilt]:
    """Some hundred posts in a transaction: others write meanwhile."""
    after: int | None = 0
    while after is not None:
        with transaction() as session:
            page = rebuild_some(session, session.get_one(Community, community_id), after, write=not check)
        yield page
        after = page.last
