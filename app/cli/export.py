"""Exports from the command line: the same dry run, archive and ledger as on the page, for whoever runs cron."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.cli.people import community_of, person, persona_of
from app.cli.prepared import PreparedGroup
from app.cli.refusals import in_one_line
from app.core.clock import now
from app.core.errors import NotFound
from app.core.row_ids import MAX_ID
from app.core.transactions import transaction
from app.core.zones import ZoneUnknown, zone_of
from app.exports import service, templates
from app.models import Community, Export, Persona
from content_calendar.exporters.profile import Profile, Template
from content_calendar.exporters.registry import profile, profiles
from content_calendar.exporters.template import TemplateRefused
from content_calendar.planning.wall_clock import moment
from content_calendar.severity import Severity
from content_calendar.workflow import Role

_LANGUAGE = "en"


@click.group("export", cls=PreparedGroup)
def command() -> None:
    """Take out what was approved."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose posts, and who takes them."""

    community: Community
    persona: Persona | None
    actor: Actor


@command.command()
def targets() -> None:
    """Print every target: its name for --target, what it is, how far its format can be relied on."""
    for known in profiles():
        click.echo(f"{known.key}\t{known.label(_LANGUAGE)}\t{known.standing.label(_LANGUAGE)}")


@command.command()
@click.option("--community", "key", required=True, help="Its short name.")
@click.option("--persona", "persona_key", help="The short name of one persona; all of the community without it.")
@click.option("--target", required=True, type=click.Choice([known.key for known in profiles()]))
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; today by default.")
@click.option("--days", default=14, show_default=True, type=click.IntRange(1, 366), help="How many days.")
@click.option("--again", is_flag=True, help="Also what left in the same words before.")
@click.option("--template", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The tool's own template; the uploaded one by default.")
@click.option("--zone", "zone_name", help="The zone the tool's clock stands on; the community's by default.")
@click.option("--by", "email", help="Who takes it; the owner of the workspace by default.")
@click.option("--dry-run", "only_look", is_flag=True, help="Only print what would leave.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@with_appcontext
def write(
    *, key: str, persona_key: str | None, target: str, first: datetime | None, days: int, file: Path | None,
    zone_name: str | None, email: str | None, folder: Path, again: bool, only_look: bool,
) -> None:
    """Write the archive into FOLDER. Ends with 0 also when there is nothing new, which it says."""
    with in_one_line(), transaction() as session:
        place = _place(session, key, persona_key, email)
        wish = _wish(session, place, profile(target), first, days, again=again, file=file)
        wish = replace(wish, zone=_zone(zone_name, wish.profile))
        plan = service.dry_run(session, place.community, wish, now=now(), lock=not only_look)
        _say(plan)
        if only_look or plan.is_empty:
            return
        made = service.compile_export(
            session, place.community, plan, persona=place.persona, language=place.actor.user.language,
            actor=place.actor, now=now(),
        )
        number, filename, content = made.export.id, made.export.filename, made.content
    _put(folder, number, filename, content)


@command.command()
@click.argument("number", type=click.IntRange(1, MAX_ID))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@with_appcontext
def again(number: int, folder: Path) -> None:
    """Write the archive of that NUMBER (see `flask export history`) once more; nothing leaves anew."""
    with in_one_line(), transaction() as session:
        found = session.get(Export, number)
        if found is None:
            raise click.ClickException(f"no export has the number {number}; `flask export history` names them")
        community = session.get_one(Community, found.community_id)
        try:
            kept = service.content_again(session, community, number)
        except NotFound:
            days = f"an archive is kept for {service.KEPT.days} days"
            raise click.ClickException(f"the archive of export {number} is gone: {days}") from None
        filename, content = kept.export.filename, kept.content
    _put(folder, number, filename, content)


@command.command()
@click.option("--last", default=20, show_default=True, type=click.IntRange(1, 1000))
@with_appcontext
def history(last: int) -> None:
    """Print the newest exports: number, when, target, rows, file, checksum."""
    with transaction() as session:
        for one in session.scalars(select(Export).order_by(Export.id.desc()).limit(last)):
            when = f"{one.created_at:%Y-%m-%dT%H:%M:%SZ}"
            facts = (one.id, when, one.target, one.row_count, one.filename, one.checksum)
            click.echo("\t".join(map(str, facts)))


def _place(session: Session, key: str, persona_key: str | None, email: str | None) -> _Place:
    user = person(session, email)
    community, role = community_of(user, key)
    if not role.covers(Role.EDITOR):
        raise click.ClickException(f"{user.email} may look at {key} and take nothing: editors and up can export")
    return _Place(community, persona_of(session, community, persona_key), Actor(user, role))


def _wish(
    session: Session, place: _Place, target: Profile, first: datetime | None, days: int, *, again: bool,
    file: Path | None,
) -> service.Wish:
    zone = zone_of(place.community.timezone)
    day = first.date() if first else now().astimezone(zone).date()
    start, end = moment(day, time(), zone), moment(day + timedelta(days=days), time(), zone)
    template = _template(file) if file else _uploaded(session, place.community, target)
    return service.Wish(
        target, start, end, place.persona.id if place.persona else None, again, template=template
    )


def _zone(name: str | None, target: Profile) -> ZoneInfo | None:
    if name is None:
        return None
    if not target.clock.is_local:
        raise click.UsageError(f"--zone is for files that name no zone; those for {target.key} do")
    try:
        return zone_of(name)
    except ZoneUnknown:
        raise click.ClickException(f"there is no time zone {name}; write it like Europe/London") from None


def _uploaded(session: Session, community: Community, target: Profile) -> Template | None:
    found = templates.current(session, community, target)
    return found.template if found else None


def _template(file: Path) -> Template:
    try:
        return Template.read(file.name, file.read_bytes())
    except TemplateRefused as error:
        raise click.ClickException(error.message.text(_LANGUAGE)) from None


def _say(plan: service.DryRun) -> None:
    for row in plan.rows:
        mark = "+" if row.leaves else " "
        click.echo(f"{mark} {row.entry.local_slot:%Y-%m-%d %H:%M} {row.entry.title}", err=True)
        for finding in row.findings:
            if finding.severity is not Severity.HINT:
                click.echo(f"    {finding.message.text(_LANGUAGE)}", err=True)
    for gone in plan.withdrawals:
        click.echo(f"- {gone.entry.local_slot:%Y-%m-%d %H:%M} {gone.entry.title}", err=True)
    left_out = len(plan.rows) - len(plan.leaving)
    click.echo(f"{len(plan.leaving)} leave, {len(plan.withdrawals)} are taken back, {left_out} stay", err=True)


def _put(folder: Path, number: int, filename: str, content: bytes) -> None:
    """After the commit: the archive is kept, so that a full disk loses nothing and sends nothing twice."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / filename).write_bytes(content)
    except OSError as error:
        raise click.ClickException(
            f"the export is made but could not be written ({error.strerror}): "
            f"`flask export again {number} FOLDER` hands out the same archive"
        ) from None
    click.echo(folder / filename)
