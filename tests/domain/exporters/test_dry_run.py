from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sample_entries import NOW, entry, week

from content_calendar.exporters.checks import RowCode
from content_calendar.exporters.entry import EntryStatus, status_of
from content_calendar.exporters.profile import Sheet, Standing, TemplateNeeded, refused
from content_calendar.exporters.registry import profile, profiles
from content_calendar.severity import Severity
from content_calendar.workflow import State

CSV = profile("generic_csv")
FEED = profile("icalendar")
METRICOOL = profile("metricool")
OWN = [target for target in profiles() if target.carries_withdrawals]
UPLOADS = [target for target in profiles() if not target.carries_withdrawals]


def written(target, *entries):
    return b"".join(target.render(entries, Sheet("week")))


def codes(findings):
    return {finding.message.code for finding in findings}


def test_a_clean_row_brings_only_the_preview_of_its_zone():
    (preview,) = CSV.check([entry()], NOW)
    assert preview.severity is Severity.HINT
    assert "2026-06-01 15:30" in preview.message.text("zh")
    assert "2026-06-01 07:30" in preview.message.text("en")


def test_each_zone_is_shown_once():
    rows = [entry(), entry(uid="b"), entry(uid="c", zone=ZoneInfo("Europe/Paris"))]
    previews = [finding for finding in CSV.check(rows, NOW) if finding.message.code is RowCode.ZONE_PREVIEW]
    assert [finding.uid for finding in previews] == [entry().uid, "c"]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=400)])
def test_a_slot_that_has_come_is_refused(late):
    findings = CSV.check([entry(slot_at=NOW - late)], NOW)
    assert RowCode.PAST_SLOT in codes(findings)
    assert refused(findings) == {entry().uid}


def test_a_calendar_keeps_showing_what_has_passed():
    assert refused(FEED.check([entry(slot_at=NOW - timedelta(days=3))], NOW)) == frozenset()


@pytest.mark.parametrize("target", UPLOADS, ids=lambda target: target.key)
@pytest.mark.parametrize("status", [EntryStatus.TENTATIVE, EntryStatus.CANCELLED])
def test_only_what_was_approved_leaves_to_a_tool_that_posts(target, status):
    assert refused(target.check([entry(status=status)], NOW)) == {entry().uid}


@pytest.mark.parametrize("target", OWN, ids=lambda target: target.key)
def test_what_was_called_off_leaves_where_the_format_can_say_so_and_needs_no_words(target):
    called_off = entry(status=EntryStatus.CANCELLED, text="", slot_at=NOW - timedelta(days=1))
    assert refused(target.check([called_off, entry(uid="b")], NOW)) == frozenset()
    assert b"cancelled" in written(target, called_off).lower() or "已取消".encode() in written(target, called_off)


@pytest.mark.parametrize("target", ["generic_csv", "generic_json", "markdown"])
def test_what_nobody_approved_leaves_in_no_file(target):
    assert refused(profile(target).check([entry(status=EntryStatus.TENTATIVE)], NOW)) == {entry().uid}


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_row_without_words_is_refused(text):
    assert RowCode.MISSING_TEXT in codes(CSV.check([entry(text=text)], NOW))


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_two_rows_of_one_identifier_are_refused_everywhere(target):
    later = entry(slot_at=entry().slot_at + timedelta(hours=1))
    rows = [entry(), later, entry(uid="b", slot_at=later.slot_at + timedelta(hours=1))]
    findings = [f for f in target.check(rows, NOW) if f.severity is Severity.BLOCKING]
    assert [finding.message.code for finding in findings] == [RowCode.DUPLICATE_UID]
    assert refused(findings) == {entry().uid}


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_every_message_of_a_dry_run_can_be_said_in_both_languages(target):
    rows = [*week(), entry(slot_at=NOW, text="", status=EntryStatus.TENTATIVE)]
    for finding in target.check(rows, NOW):
        assert finding.message.text("zh") != finding.message.text("en")


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_every_target_says_what_it_is_and_where_its_facts_come_from(target):
    assert profile(target.key) is target
    assert target.label("zh") != target.label("en")
    assert target.version >= 1
    assert target.source
    assert (target.standing is Standing.VERIFIED) == (target.verified_on is not None)
    assert target.standing.label("zh") != target.standing.label("en")
    for note in target.notes:
        assert note.text("zh") != note.text("en")


def test_a_target_that_only_a_template_describes_says_so():
    assert METRICOOL.standing is Standing.TEMPLATE_ONLY
    with pytest.raises(TemplateNeeded):
        METRICOOL.render(week(), Sheet("week"))
    with pytest.raises(TemplateNeeded):
        METRICOOL.files(week(), Sheet("week"))


def test_an_unknown_target_is_a_key_error():
    with pytest.raises(KeyError):
        profile("fax")


@pytest.mark.parametrize("name", ["slot_at", "updated_at"])
def test_an_instant_without_a_zone_is_refused(name):
    with pytest.raises(ValueError, match=name):
        entry(**{name: datetime(2026, 6, 1)})


@pytest.mark.parametrize(
    ("zone", "instant", "wall"),
    [
        ("Europe/Paris", "2026-03-29T00:30:00+00:00", "2026-03-29T01:30:00+01:00"),
        ("Europe/Paris", "2026-03-29T01:30:00+00:00", "2026-03-29T03:30:00+02:00"),
        ("Europe/Paris", "2026-10-25T00:30:00+00:00", "2026-10-25T02:30:00+02:00"),
        ("Europe/Paris", "2026-10-25T01:30:00+00:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_the_wall_clock_follows_summer_time(zone, instant, wall):
    row = entry(zone=ZoneInfo(zone), slot_at=datetime.fromisoformat(instant))
    assert row.local_slot.isoformat() == wall
    assert row.utc_slot.isoformat() == instant


def test_every_state_of_the_workflow_has_a_place_in_a_calendar():
    confirmed = {state for state in State if status_of(state) is EntryStatus.CONFIRMED}
    assert confirmed == {State.APPROVED, State.EXPORTED, State.PUBLISHED}
    assert {state for state in State if status_of(state) is EntryStatus.CANCELLED} == {State.ARCHIVED, State.EXPIRED}
