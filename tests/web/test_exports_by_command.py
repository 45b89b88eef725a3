"""What cron can do with exports."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import Result
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.exports import service as exports
from app.models import ContentItem, ExportEntry
from content_calendar.workflow import State
from tests.factories import Workspace, approved


@pytest.fixture
def ready(session: Session, workspace: Workspace) -> ContentItem:
    item = approved(session, workspace, workspace.item, clock.now())
    session.commit()
    return item


def run(runner: FlaskCliRunner, *arguments: str) -> Result:
    return runner.invoke(args=["export", *arguments])


def wanted(workspace: Workspace, folder: Path) -> list[str]:
    return ["write", "--community", workspace.community.key, "--by", "bob@example.com", "--target", "google_calendar",
            "--days", "60", str(folder)]


def test_what_is_approved_is_written_once_and_handed_out_again(
    runner: FlaskCliRunner, session: Session, workspace: Workspace, ready: ContentItem, tmp_path: Path
) -> None:
    workspace.bob.email = "bob@example.com"
    session.commit()
    looked = run(runner, *wanted(workspace, tmp_path), "--dry-run")
    assert (looked.exit_code, list(tmp_path.iterdir()), ready.state) == (0, [], State.APPROVED), looked.output
    made = run(runner, *wanted(workspace, tmp_path))
    assert made.exit_code == 0, made.output
    (archive,) = tmp_path.iterdir()
    assert {"google_calendar.csv", "manifest.json", "SHA256SUMS"} == set(ZipFile(archive).namelist())
    assert "0 leave" in run(runner, *wanted(workspace, tmp_path)).output
    number, *_ = run(runner, "history").output.split("\t")
    assert run(runner, "again", number, str(tmp_path / "more")).exit_code == 0
    assert (tmp_path / "more" / archive.name).read_bytes() == archive.read_bytes()
    assert len(session.scalars(select(ExportEntry)).all()) == 1


@pytest.mark.usefixtures("ready")
def test_a_full_disk_loses_nothing(
    runner: FlaskCliRunner, session: Session, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.bob.email = "bob@example.com"
    session.commit()
    (tmp_path / "taken").write_text("a file where a folder should be")
    result = run(runner, *wanted(workspace, tmp_path / "taken" / "folder"))
    assert result.exit_code == 1
    assert "flask export again" in result.output
    number, *_ = run(runner, "history").output.split("\t")
    assert run(runner, "again", number, str(tmp_path / "free")).exit_code == 0


@pytest.mark.usefixtures("ready")
def test_a_viewer_takes_nothing_and_a_tool_without_a_template_waits(
    runner: FlaskCliRunner, session: Session, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.vic.email = "vic@example.com"
    session.commit()
    viewer = ["write", "--community", workspace.community.key, "--by", "vic@example.com", "--target", "publer"]
    assert "editors and up" in run(runner, *viewer, str(tmp_path)).output
    drifting = ["write", "--community", workspace.community.key, "--target", "metricool", "--days", "60"]
    assert run(runner, *drifting, str(tmp_path)).exit_code != 0
    file = tmp_path / "mine.csv"
    file.write_text("Text,Date,Time,Whatever\n", encoding="utf-8")
    assert run(runner, *drifting, "--template", str(file), str(tmp_path / "out")).exit_code == 0
    assert session.scalars(select(ExportEntry)).one().target == "metricool"


@pytest.mark.usefixtures("ready")
def test_what_cannot_be_done_is_said_in_a_sentence(
    runner: FlaskCliRunner, session: Session, workspace: Workspace, tmp_path: Path
) -> None:
    workspace.bob.email = "bob@example.com"
    session.commit()
    write = wanted(workspace, tmp_path)
    assert "no time zone Mars/X" in run(runner, *write, "--zone", "Mars/X").output
    assert "those for icalendar do" in run(runner, *write[:-1], "--target", "icalendar", "--zone", "UTC").output
    assert "-" in run(runner, *write, "--zone", "Pacific/Auckland", "--dry-run").output
    waiting = run(runner, *write[:6], "metricool", "--days", "60")
    assert "template" in waiting.output
    run(runner, *write)
    exports.forget_old(session, now=clock.now() + exports.KEPT + timedelta(days=1))
    session.commit()
    number, *_ = run(runner, "history").output.split("\t")
    for refused in (waiting, run(runner, "again", number), run(runner, "again", "9" * 30)):
        assert isinstance(refused.exception, SystemExit)


def test_every_target_is_named(runner: FlaskCliRunner) -> None:
    assert {"icalendar", "generic_json", "publer", "metricool"} <= {
        line.partition("\t")[0] for line in run(runner, "targets").output.splitlines()
    }
