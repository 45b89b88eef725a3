"""Calendar feeds from the command line, and the same calendars as files for whoever runs cron."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.cli.people import community_of, person, persona_of
from app.cli.prepared import PreparedGroup
from app.core.clock import now
from app.core.row_ids import MAX_ID
from app.core.running import current_settings
from app.core.transactions import transaction
from app.exports import feeds
from app.models import Community, FeedToken, Persona, User
from content_calendar.exporters.icalendar_feed import PROFILE
from content_calendar.exporters.profile import Sheet
from content_calendar.workflow import Role


@click.group("feeds", cls=PreparedGroup)
def command() -> None:
    """Calendar feeds of what was approved."""


_community = click.option("--community", "key", help="Its short name; without it every community of the owner.")
_persona = click.option("--persona", "persona_key", help="The short name of one persona of that community.")
_owner = click.option("--owner", "email", help="Whose feed it is; the owner of the workspace by default.")


@command.command("list")
@with_appcontext
def list_feeds() -> None:
    """Print every open feed: number, owner, what it shows, when it was last read."""
    with transaction() as session:
        open_ones = select(FeedToken).where(FeedToken.revoked_at.is_(None)).order_by(FeedToken.id)
        for feed in session.scalars(open_ones):
            read = f"{feed.last_used_at:%Y-%m-%dT%H:%MZ}" if feed.last_used_at else "never read"
            click.echo(f"{feed.id}\t{feed.user.email}\t{feeds.calendar_name(feed)}\t{read}")


@command.command()
@_community
@_persona
@_owner
@click.argument("name")
@with_appcontext
def create(key: str | None, persona_key: str | None, email: str | None, name: str) -> None:
    """Print the address of a new feed called NAME. It is shown this once."""
    with transaction() as session:
        owner = person(session, email)
        community, persona = _content(session, owner, key, persona_key)
        actor = Actor(owner, Role.VIEWER)
        token = feeds.issue_feed(session, community, persona, name=name[:120], actor=actor, now=now())
    click.echo(f"{current_settings().address}/feeds/{token}.ics")


@command.command()
@click.argument("number", type=click.IntRange(1, MAX_ID))
@with_appcontext
def revoke(number: int) -> None:
    """Close the feed of that NUMBER (see `flask feeds list`) for good."""
    with transaction() as session:
        feed = session.get(FeedToken, number)
        if feed is None or feed.revoked_at is not None:
            raise click.ClickException(f"no open feed has the number {number}; `flask feeds list` names them")
        feed.revoked_at = now()
    click.echo(f"feed {number} is closed")


@command.command()
@_community
@_persona
@_owner
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def write(key: str | None, persona_key: str | None, email: str | None, file: Path) -> None:
    """Write the calendar to FILE, as a whole or not at all; a file that says the same already is left alone."""
    with transaction() as session:
        owner = person(session, email)
        community, persona = _content(session, owner, key, persona_key)
        feed = FeedToken(
            user=owner, community=community, community_id=community.id if community else None, persona=persona,
            persona_id=persona.id if persona else None, name="",
        )
        entries = feeds.entries_of(session, feed, now=now())
        pieces = PROFILE.render(entries, Sheet(feeds.calendar_name(feed), owner.language))
        content = b"".join(pieces)
    try:
        is_new = not file.exists() or file.read_bytes() != content
        if is_new:
            _replace(file, content)
    except OSError as error:
        raise click.ClickException(f"{file} could not be written: {error.strerror}") from None
    if not is_new:
        click.echo(f"{file} is up to date")
        return
    click.echo(f"{file}: {content.count(b'BEGIN:VEVENT')} events")


def _content(
    session: Session, owner: User, key: str | None, persona_key: str | None
) -> tuple[Community | None, Persona | None]:
    if key is not None:
        community, _role = community_of(owner, key)
        return community, persona_of(session, community, persona_key)
    if persona_key is not None:
        raise click.UsageError("--persona needs --community: short names of personas differ by community")
    return None, None


def _replace(file: Path, content: bytes) -> None:
    """Beside the file first, then in its place: whoever reads it meanwhile gets the old one or the new one."""
    with NamedTemporaryFile(dir=file.parent, delete=False) as fresh:
        fresh.write(content)
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).chmod(0o644)
    Path(fresh.name).replace(file)
