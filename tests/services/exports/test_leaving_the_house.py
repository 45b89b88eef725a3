"""What leaves, what stays, and how the ledger remembers."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import datetime, timedelta
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.exports import feeds
from app.exports import service as exports
from app.library import service as library
from app.models import ContentItem, ExportEntry, FeedToken
from content_calendar.content import Copy
from content_calendar.exporters.profile import Profile
from content_calendar.exporters.registry import profile
from content_calendar.vocabulary import Language
from content_calendar.workflow import State
from tests.factories import COPY, Workspace, approved, make_item, make_persona, write

CSV = profile("generic_csv")
ICS = profile("icalendar")
BUFFER = profile("buffer_csv")
OTHER = Copy(hook="改过的第一句", body="改过的正文，还没有人看过。")


def dry_run(
    session: Session, workspace: Workspace, now: datetime, *, target: Profile = CSV, again: bool = False,
    persona_id: int | None = None,
) -> exports.DryRun:
    wish = exports.Wish(target, now, now + timedelta(days=30), persona_id, again)
    return exports.dry_run(session, workspace.community, wish, now=now)


def unpacked(made: exports.Compiled) -> dict[str, bytes]:
    """The files of the archive, each as its checksum says."""
    with ZipFile(io.BytesIO(made.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for line in files["SHA256SUMS"].decode().splitlines():
        checksum, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == checksum
    return files


def export(session: Session, workspace: Workspace, plan: exports.DryRun, now: datetime) -> exports.Compiled:
    return exports.compile_export(
        session, workspace.community, plan, persona=None, language=Language.ZH, actor=workspace.editor, now=now
    )


@pytest.fixture
def ready(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    return approved(session, workspace, workspace.item, now)


def test_what_was_approved_leaves(session: Session, workspace: Workspace, ready: ContentItem, now: datetime) -> None:
    made = export(session, workspace, dry_run(session, workspace, now), now)
    assert (made.export.row_count, ready.state) == (1, State.EXPORTED)
    assert made.export.checksum == hashlib.sha256(made.content).hexdigest()
    files = unpacked(made)
    (_head, row) = csv.reader(io.StringIO(files["generic_csv.csv"].decode("utf-8-sig")))
    assert any(COPY.hook in cell for cell in row)
    manifest = json.loads(files["manifest.json"])
    assert [(entry["status"], entry["fingerprint"]) for entry in manifest["entries"]] == [
        ("new", ready.approved_fingerprint)
    ]
    assert made.export.files == [{key: one[key] for key in ("name", "rows", "sha256")} for one in manifest["files"]]


def test_a_calendar_reader_finds_the_slot(
    session: Session, workspace: Workspace, ready: ContentItem, now: datetime
) -> None:
    made = export(session, workspace, dry_run(session, workspace, now, target=ICS), now)
    (event,) = Calendar.from_ical(unpacked(made)["icalendar.ics"]).walk("VEVENT")
    assert event["DTSTART"].dt == ready.slot_at
    assert str(event["UID"]).startswith(ready.uid)


@pytest.mark.usefixtures("ready")
def test_a_download_that_broke_off_is_fetched_again_and_nothing_leaves_anew(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    made = export(session, workspace, dry_run(session, workspace, now), now)
    again = exports.content_again(session, workspace.community, made.export.id)
    assert again.content == made.content
    assert len(session.scalars(select(ExportEntry)).all()) == 1
    with pytest.raises(NotFound):
        exports.content_again(session, workspace.elsewhere, made.export.id)
    exports.forget_old(session, now=now + exports.KEPT + timedelta(days=1))
    with pytest.raises(NotFound):
        exports.content_again(session, workspace.community, made.export.id)


@pytest.mark.parametrize("target", [CSV, BUFFER], ids=lambda target: target.key)
def test_what_left_and_is_approved_no_more_is_taken_back_once(
    session: Session, workspace: Workspace, ready: ContentItem, now: datetime, target: Profile
) -> None:
    export(session, workspace, dry_run(session, workspace, now, target=target), now)
    library.edit_copy(session, ready, OTHER, version=ready.version, actor=workspace.editor, now=now)
    plan = dry_run(session, workspace, now, target=target)
    assert (plan.rows, [gone.item for gone in plan.withdrawals]) == ((), [ready])
    files = unpacked(export(session, workspace, plan, now + timedelta(minutes=1)))
    name = "generic_csv.csv" if target is CSV else "withdrawn.csv"
    (_head, row) = csv.reader(io.StringIO(files[name].decode("utf-8-sig")))
    assert "cancelled" in row
    assert OTHER.hook not in files[name].decode()
    assert dry_run(session, workspace, now, target=target).is_empty


def test_what_moved_out_of_the_range_leaves_again_at_its_new_slot(
    session: Session, workspace: Workspace, ready: ContentItem, now: datetime
) -> None:
    first = ready.slot_at
    export(session, workspace, dry_run(session, workspace, now, target=BUFFER), now)
    later = first + timedelta(days=60)
    library.reschedule(session, ready, later, version=ready.version, actor=workspace.editor, now=now)
    approved(session, workspace, ready, now)
    plan = dry_run(session, workspace, now, target=BUFFER)
    assert [(row.item, row.replaces, row.leaves) for row in plan.rows] == [(ready, True, True)]
    files = unpacked(export(session, workspace, plan, now + timedelta(minutes=1)))
    (_head, outdated) = csv.reader(io.StringIO(files["withdrawn.csv"].decode("utf-8-sig")))
    here = f"{first.astimezone(ZoneInfo(workspace.community.timezone)):%Y-%m-%dT%H:%M}"
    assert any(cell.startswith(here) for cell in outdated)


@pytest.mark.usefixtures("ready")
def test_a_second_export_is_empty_unless_asked_for(session: Session, workspace: Workspace, now: datetime) -> None:
    export(session, workspace, dry_run(session, workspace, now), now)
    second = dry_run(session, workspace, now)
    assert [(row.exported_before, second.leaving) for row in second.rows] == [(True, ())]
    with pytest.raises(exports.NothingToExport):
        export(session, workspace, second, now)
    once_more = export(session, workspace, dry_run(session, workspace, now, again=True), now + timedelta(seconds=1))
    assert once_more.export.row_count == 1
    assert [entry.repeated for entry in session.scalars(select(ExportEntry).order_by(ExportEntry.id))] == [False, True]


@pytest.mark.usefixtures("ready")
def test_each_target_has_a_ledger_of_its_own(session: Session, workspace: Workspace, now: datetime) -> None:
    export(session, workspace, dry_run(session, workspace, now), now)
    assert len(dry_run(session, workspace, now, target=ICS).leaving) == 1


def test_new_words_leave_again_after_a_new_approval(
    session: Session, workspace: Workspace, ready: ContentItem, now: datetime
) -> None:
    export(session, workspace, dry_run(session, workspace, now), now)
    moved = ready.slot_at + timedelta(hours=1)
    library.reschedule(session, ready, moved, version=ready.version, actor=workspace.editor, now=now)
    assert dry_run(session, workspace, now).rows == ()
    approved(session, workspace, ready, now)
    assert len(dry_run(session, workspace, now).leaving) == 1


def test_what_was_approved_in_other_words_stays(
    session: Session, workspace: Workspace, ready: ContentItem, now: datetime
) -> None:
    ready.approved_fingerprint = "0" * 64
    session.flush()
    assert dry_run(session, workspace, now).rows == ()


def test_words_changed_after_the_dry_run_stay(
    session: Session, workspace: Workspace, ready: ContentItem, now: datetime
) -> None:
    plan = dry_run(session, workspace, now)
    library.edit_copy(session, ready, COPY, version=ready.version, actor=workspace.editor, now=now)
    with pytest.raises(library.NotApproved):
        export(session, workspace, plan, now)
    assert session.scalars(select(ExportEntry)).all() == []


def test_drafts_and_past_slots_stay(session: Session, workspace: Workspace, ready: ContentItem, now: datetime) -> None:
    write(session, make_item(session, workspace.column, now), COPY, workspace.editor, now)
    later = ready.slot_at + timedelta(minutes=1)
    wish = exports.Wish(CSV, now, now + timedelta(days=30))
    plan = exports.dry_run(session, workspace.community, wish, now=later)
    assert [row.item for row in plan.rows] == [ready]
    assert plan.leaving == ()


@pytest.mark.usefixtures("ready")
def test_one_persona_can_be_exported_alone(session: Session, workspace: Workspace, now: datetime) -> None:
    other = make_persona(session, workspace.community, now, key="second", name="二胎妈妈")
    assert dry_run(session, workspace, now, persona_id=other.id).rows == ()
    assert len(dry_run(session, workspace, now, persona_id=workspace.persona.id).rows) == 1


def test_a_feed_opens_with_its_secret_until_revoked(session: Session, workspace: Workspace, now: datetime) -> None:
    secret = feeds.issue_feed(session, workspace.community, None, name="手机日历", actor=workspace.editor, now=now)
    feed = feeds.find_feed(session, secret)
    assert secret not in (feed.token_hash, feed.name)
    feeds.revoke_feed(session, workspace.community.id, feed.id, actor=workspace.editor, now=now)
    session.flush()
    with pytest.raises(NotFound):
        feeds.find_feed(session, secret)


def test_a_feed_ends_with_the_account_of_its_owner(session: Session, workspace: Workspace, now: datetime) -> None:
    secret = feeds.issue_feed(session, workspace.community, None, name="", actor=workspace.editor, now=now)
    workspace.bob.active = False
    session.flush()
    with pytest.raises(NotFound):
        feeds.find_feed(session, secret)


def test_a_feed_ends_when_its_owner_leaves_the_community(session: Session, workspace: Workspace, now: datetime) -> None:
    secret = feeds.issue_feed(session, workspace.community, None, name="", actor=workspace.editor, now=now)
    for membership in list(workspace.bob.memberships):
        session.delete(membership)
    session.flush()
    with pytest.raises(NotFound):
        feeds.find_feed(session, secret)


def test_a_feed_of_another_community_cannot_be_revoked(session: Session, workspace: Workspace, now: datetime) -> None:
    feeds.issue_feed(session, workspace.community, None, name="", actor=workspace.editor, now=now)
    feed = session.scalars(select(FeedToken)).one()
    with pytest.raises(NotFound):
        feeds.revoke_feed(session, workspace.elsewhere.id, feed.id, actor=workspace.admin, now=now)
    assert feed.revoked_at is None
