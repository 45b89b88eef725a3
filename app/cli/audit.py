"""The audit trail from the command line: is it whole, and what does it say."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from app.audit import sheets
from app.audit.chain import Head
from app.audit.filters import Filters
from app.audit.verifying import verify
from app.cli.prepared import PreparedGroup
from app.core.database import db

_HASH_LENGTH = 64


@click.group("audit", cls=PreparedGroup)
def command() -> None:
    """Check and write out who did what."""


@command.command("verify")
@click.option("--known", metavar="NUMBER:HASH", help="An entry's number and hash as noted elsewhere before.")
@with_appcontext
def verify_trail(known: str | None) -> None:
    """Follow the chain of hashes; exit with 1 and the first broken entry when the trail was tampered with."""
    verdict = verify(_reading(), _mark(known) if known else None)
    if verdict.damage:
        raise click.ClickException(f"entry {verdict.number} {verdict.damage.en}: the trail was tampered with")
    click.echo(f"{verdict.number} entries, all whole")
    if verdict.number:
        click.echo(f"note this elsewhere, for --known: {verdict.number}:{verdict.hash}")


@command.command("export")
@click.option("--format", "kind", type=click.Choice([kind.value for kind in sheets.Kind]), default="jsonl")
@click.option("--community", type=click.IntRange(1), help="Only what happened in the community of this number.")
@with_appcontext
def export(kind: str, community: int | None) -> None:
    """Write every entry to standard output, the newest first."""
    for part in sheets.written(_reading(), Filters(community_id=community), sheets.Kind(kind)):
        click.echo(part, nl=False)


def _reading() -> Session:
    """The session, which on SQLite keeps nobody from writing meanwhile."""
    db.session.connection(execution_options={"writes": False})
    return db.session


def _mark(known: str) -> Head:
    number, _colon, noted = known.partition(":")
    if not number.isdecimal() or len(noted) != _HASH_LENGTH:
        raise click.BadParameter("give it as NUMBER:HASH, as `flask audit verify` prints it", param_hint="--known")
    return Head(int(number), noted)
