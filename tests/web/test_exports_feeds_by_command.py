"""What cron can do with calendar feeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from icalendar import Calendar
from sqlalchemy.orm import Session

from app.core import clock
from app.models import ContentItem, FeedToken
from tests.browser import Visitor
from tests.factories import Workspace, approved


@pytest.fixture
def ready(session: Session, workspace: Workspace) -> ContentItem:
    item = approved(session, workspace, workspace.item, clock.now())
    session.commit()
    return item


def run(runner: FlaskCliRunner, *arguments: str) -> str:
    result = runner.invoke(args=["feeds", *arguments])
    assert result.exit_code == 0, result.output
    return result.output.strip()


@pytest.mark.usefixtures("ready")
def test_a_feed_is_opened_listed_read_and_closed(
    client: Visitor, runner: FlaskCliRunner, workspace: Workspace
) -> None:
    email = workspace.editor.user.email
    address = run(runner, "create", "--community", workspace.community.key, "--owner", email, "电视墙")
    number, owner, name, read = run(runner, "list").split("\t")
    assert (owner, name, read) == (email, "电视墙", "never read")
    path = "/feeds/" + address.rpartition("/")[2]
    assert client.get(path).status_code == 200
    run(runner, "revoke", number)
    assert client.get(path).status_code == 404
    assert runner.invoke(args=["feeds", "revoke", number]).exit_code == 1


def test_a_calendar_is_written_whole_and_left_alone_when_nothing_changed(
    runner: FlaskCliRunner, workspace: Workspace, ready: ContentItem, tmp_path: Path
) -> None:
    file = tmp_path / "post.ics"
    wanted = "--community", workspace.community.key, "--persona", workspace.persona.key, str(file)
    assert "1 events" in run(runner, "write", *wanted)
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event["UID"] == f"{ready.uid}@qunbi"
    written = file.stat().st_ino
    assert "up to date" in run(runner, "write", *wanted)
    assert file.stat().st_ino == written
    assert [path.name for path in tmp_path.iterdir()] == ["post.ics"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--community", "nowhere"), "no community"),
        (("--persona", "x"), "--community"),
        (("--owner", "nobody@example.com"), "no active account"),
    ],
)
@pytest.mark.usefixtures("workspace")
def test_a_wrong_name_is_said_and_writes_nothing(
    runner: FlaskCliRunner, session: Session, tmp_path: Path, wrong: tuple[str, str], says: str
) -> None:
    result = runner.invoke(args=["feeds", "write", *wrong, str(tmp_path / "x.ics")])
    assert result.exit_code != 0
    assert says in result.output
    assert not list(tmp_path.iterdir())
    assert session.query(FeedToken).count() == 0


@pytest.mark.usefixtures("workspace")
def test_a_folder_that_is_not_there_is_said(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["feeds", "write", str(tmp_path / "none" / "x.ics")])
    assert isinstance(result.exception, SystemExit)
    assert "could not be written" in result.output
