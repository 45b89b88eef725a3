"""The library of replies from the command line: the same dry run and the same files as on the page."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.accounts.access import Actor
from app.cli.people import community_of, person
from app.cli.prepared import PreparedGroup
from app.cli.refusals import in_one_line
from app.core.clock import now
from app.core.tables.table import MAX_BYTES
from app.core.transactions import transaction
from app.models import Community
from app.replies.transfer import files, service
from app.replies.transfer.judging import Verdict
from content_calendar.workflow import Role

_LANGUAGE = "en"
_MOST_SAID = 20


@click.group("replies", cls=PreparedGroup)
def command() -> None:
    """Reply templates in and out."""


@command.command("export")
@click.option("--community", "key", required=True, help="Its short name.")
@click.option("--by", "email", help="Who takes it; the owner of the workspace by default.")
@click.option("--kind", type=click.Choice([kind.value for kind in files.Kind]), default=files.Kind.BUNDLE.value,
              show_default=True, help="zip is the bundle that another instance imports.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@with_appcontext
def write(key: str, email: str | None, kind: str, folder: Path) -> None:
    """Write every approved template that is still true into a file in FOLDER."""
    with in_one_line(), transaction() as session:
        user = person(session, email)
        community, role = community_of(user, key)
        _expect_editor(role, community)
        made = files.export(session, community, files.Kind(kind), actor=Actor(user, role), now=now())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / made.name).write_bytes(made.content)
    except OSError as error:
        raise click.ClickException(f"the file could not be written: {error.strerror}") from None
    click.echo(f"{made.replies} templates", err=True)
    click.echo(folder / made.name)


@command.command("import")
@click.option("--community", "key", required=True, help="Its short name.")
@click.option("--by", "email", help="Who brings it; the owner of the workspace by default.")
@click.option("--dry-run", "only_look", is_flag=True, help="Only print what each reply would become.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def take(key: str, email: str | None, file: Path, *, only_look: bool) -> None:
    """Bring the new replies of FILE (CSV, XLSX, JSON or a bundle) in as drafts: all of them, or none.

    Columns and scenarios are guessed; near-duplicates stay out. The page asks about both.
    """
    with in_one_line(), transaction() as session:
        user = person(session, email)
        community, role = community_of(user, key)
        _expect_editor(role, community)
        actor, moment = Actor(user, role), now()
        kept = service.keep_upload(session, community, file.name, _beginning(file), actor=actor, now=moment)
        plan = service.dry_run(session, community, kept.id, now=moment)
        _say(plan)
        if only_look:
            session.delete(kept)
            return
        accepted = service.accept(session, community, kept.id, plan.new, actor=actor, now=moment)
    click.echo(f"{accepted.items} drafts, {accepted.playbooks} playbooks")


def _beginning(file: Path) -> bytes:
    """No more than can be read, and one byte by which it is known to be too much."""
    with file.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def _say(plan: service.DryRun) -> None:
    told = 0
    for judged in plan.rows:
        if judged.verdict is not Verdict.NEW and told < _MOST_SAID:
            why = "; ".join(message.text(_LANGUAGE) for message in judged.said)
            click.echo(f"line {judged.line}: {judged.verdict.label(_LANGUAGE)}. {why}", err=True)
            told += 1
    counts = ", ".join(f"{plan.tally[verdict]} {verdict.value}" for verdict in Verdict)
    click.echo(counts, err=True)


def _expect_editor(role: Role, community: Community) -> None:
    if not role.covers(Role.EDITOR):
        raise click.ClickException(f"editors and up of {community.key} can do this: ask an admin for the role")
