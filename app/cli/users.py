"""People from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.accounts import service
from app.cli.prepared import PreparedGroup
from app.core.clock import now
from app.core.running import current_settings
from app.core.transactions import transaction


@click.group("users", cls=PreparedGroup)
def command() -> None:
    """Manage accounts."""


@command.command("sign-in-link")
@click.argument("email", required=False)
@with_appcontext
def sign_in_link(email: str | None) -> None:
    """Print a link that signs EMAIL (the owner by default) in once."""
    settings = current_settings()
    with transaction() as session:
        user = service.find_user(session, email) if email else service.ensure_owner(session, now=now())
        if user is None:
            raise click.ClickException(f"no account with the address {email}: add it under Settings → People first")
        token = service.issue_sign_in_link(session, user, now=now())
    click.echo(f"{settings.address}/sign-in/{token}")
