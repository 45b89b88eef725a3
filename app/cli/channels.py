"""Channels of notifications, and everything else that is kept sealed, from the command line."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from app.cli.prepared import PreparedGroup
from app.connections import service as connections
from app.core.running import current_settings
from app.core.transactions import transaction
from app.notifications import channels
from app.webhooks import endpoints


@click.group("channels", cls=PreparedGroup)
def command() -> None:
    """Look after the channels of notifications."""


@command.command("seal-anew")
@with_appcontext
def seal_anew() -> None:
    """Encrypt every address and key with the present secret; afterwards former secrets can be forgotten."""
    with transaction() as session:
        done, lost = channels.seal_anew(session, current_settings())
        keys, lost_keys = connections.seal_anew(session, current_settings())
        secrets, lost_secrets = endpoints.sealed_anew(session, current_settings())
    click.echo(f"{done} addresses sealed anew; {lost} cannot be opened: their owners add the channel again.")
    click.echo(f"{keys} keys of connections sealed anew; {lost_keys} cannot be opened: admins enter the key again.")
    click.echo(f"{secrets} secrets of webhooks sealed anew; {lost_secrets} cannot be opened: admins renew the secret.")
