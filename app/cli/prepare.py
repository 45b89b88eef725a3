"""Everything that must have happened before the first page: the schema, the sample workspace, the owner."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from app.core.clock import now
from app.core.database import migrate
from app.core.settings import Settings, without_password
from app.core.transactions import transaction


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the console tells after the preparation."""

    sign_in_link: str


class DatabaseRefused(Exception):
    """The database cannot be prepared; `str()` gives cause and remedy in Chinese and English."""

    def __init__(self, error: DBAPIError, address: str) -> None:
        cause = " ".join(str(error.orig).split())
        super().__init__(
            f"DATABASE_URL：数据库 {address} 不可用（{cause}）。请检查地址、密码，以及文件或账号是否有写权限。\n"
            f"DATABASE_URL: the database {address} cannot be used ({cause})."
            " Check the address, the password and the right to write."
        )


@click.command("prepare")
@with_appcontext
def command() -> None:
    """Migrate the database, load the sample workspace on the first start and print a sign-in link as JSON."""
    try:
        click.echo(json.dumps(asdict(prepare(current_app._get_current_object()))))  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way to the application itself
    except DatabaseRefused as error:
        raise click.ClickException(str(error)) from error


def prepare(app: Flask) -> Prepared:
    """Bring an installation, new or old, to the point where it can serve; safe to repeat. Raises DatabaseRefused.

    The link is fresh each time, works once and for an hour, so that whoever started the service always gets in.
    """
    settings: Settings = app.extensions["qunbi-settings"]
    try:
        migrate(app)
        with app.app_context():
            _complete()
            return Prepared(f"{settings.address}/sign-in/{_welcome()}")
    except DBAPIError as error:
        raise DatabaseRefused(error, without_password(settings.database_url)) from error


def _complete() -> None:
    """Give what an older installation holds what newer ones are stored with; nothing is left to do the second time."""
    from app.feedback.rebuild import complete_old_ledger
    from app.library.old_texts import complete_old_texts
    from app.library.search_index import index_missing

    with transaction() as session:
        complete_old_texts(session)
    with transaction() as session:
        complete_old_ledger(session)
    indexed = True
    while indexed:
        with transaction() as session:
            indexed = bool(index_missing(session))


def _welcome() -> str:
    """The token of the owner's link; an installation without people gets the sample workspace first."""
    from app.accounts.service import count_users, ensure_owner, issue_sign_in_link
    from app.communities.workspace import load_sample
    from app.replies.playbook_samples import add_sample_playbooks
    from app.replies.samples import add_samples

    moment = now()
    with transaction() as session:
        if not count_users(session):
            load_sample(session, now=moment)
            add_samples(session, now=moment)
            add_sample_playbooks(session, now=moment)
        return issue_sign_in_link(session, ensure_owner(session, now=moment), now=moment)
