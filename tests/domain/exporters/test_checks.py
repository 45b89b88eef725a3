from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sample_entries import NOW, entry, hostile

from content_calendar.copy_rules.limits import LimitCode
from content_calendar.exporters.checks import RowCode
from content_calendar.exporters.profile import refused
from content_calendar.exporters.registry import profile, profiles
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform

POSTING = [target for target in profiles() if target.one_channel or target.key in {"brightbean_csv", "metricool"}]
SPROUT, BUFFER = profile("sprout_social"), profile("buffer_csv")
GOOGLE, CSV = profile("google_calendar"), profile("generic_csv")
PREVIEWS = {RowCode.ZONE_PREVIEW, RowCode.LOCAL_PREVIEW, RowCode.UTC_PREVIEW}


def said(target, *entries, now=NOW):
    """What is said about each row, but for the preview of the zone."""
    findings = target.check(entries, now)
    return [(f.uid, f.message.code, f.severity) for f in findings if f.message.code not in PREVIEWS]


def about(target, **changes):
    return [(code, severity) for _uid, code, severity in said(target, entry(**changes))]


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_an_ordinary_post_is_accepted_everywhere_with_a_preview_of_its_zone(target):
    (preview,) = [f for f in target.check([entry(platform=Platform.LINKEDIN)], NOW) if f.message.code in PREVIEWS]
    assert said(target, entry(platform=Platform.LINKEDIN)) == []
    assert "2026-06-01 15:30" in preview.message.text("zh")
    assert "2026-06-01 07:30" in preview.message.text("en")
    assert (preview.message.code is RowCode.LOCAL_PREVIEW) == target.clock.is_local


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_everything_that_can_be_said_can_be_said_in_both_languages(target):
    soon, bare = entry(slot_at=NOW + timedelta(minutes=5)), entry(title="a\nb", platform=Platform.DOUYIN, media=())
    rows = [*hostile(), soon, bare]
    for finding in target.check(rows, NOW):
        assert finding.message.text("zh") != finding.message.text("en")


@pytest.mark.parametrize("target", [*POSTING, GOOGLE], ids=lambda target: target.key)
@pytest.mark.parametrize("start", ["=1", "+1", "-1", "@x", "\t1", "＝1", "\r\n-1"])
def test_words_that_must_travel_unchanged_bring_a_warning_where_a_spreadsheet_would_run_them(target, start):
    assert about(target, text=f"{start} 早安", platform=Platform.LINKEDIN) == [(RowCode.FORMULA, Severity.WARNING)]


@pytest.mark.parametrize("field", ["title", "comment_starter"])
def test_the_other_cells_are_looked_at_too(field):
    assert about(BUFFER, **{field: "=1"}) == [(RowCode.FORMULA, Severity.WARNING)]


@pytest.mark.parametrize("target", ["generic_csv", "generic_json", "markdown", "icalendar"])
def test_own_formats_need_no_warning_of_formulas(target):
    assert about(profile(target), text="=1") == []


@pytest.mark.parametrize("target", POSTING, ids=lambda target: target.key)
@pytest.mark.parametrize(
    ("platform", "text", "is_refused"),
    [
        (Platform.X, "字" * 140, False),
        (Platform.X, "字" * 141, True),
        (Platform.X, "👨‍👩‍👧‍👦" * 140, False),
        (Platform.WECOM_GROUP, "字" * 1333, False),
        (Platform.WECOM_GROUP, "字" * 1334, True),
        (Platform.TELEGRAM, "😀" * 2048, False),
        (Platform.TELEGRAM, "😀" * 2049, True),
    ],
)
def test_a_caption_over_the_limit_is_refused_as_its_platform_counts(target, platform, text, is_refused):
    findings = target.check([entry(platform=platform, text=text)], NOW)
    assert (LimitCode.TOO_LONG in {finding.message.code for finding in findings}) == is_refused
    assert bool(refused(findings)) == is_refused


def test_a_file_that_nothing_posts_from_only_mentions_the_limit():
    assert about(CSV, platform=Platform.X, text="字" * 141) == [(LimitCode.TOO_LONG, Severity.WARNING)]


def test_a_title_of_several_lines_is_mentioned_where_it_becomes_one():
    assert about(GOOGLE, title="一\r\n二") == about(profile("publer"), title="一\n二") == [
        (RowCode.TITLE_BREAKS, Severity.HINT)
    ]  # fmt: skip
    assert about(GOOGLE, title="一\r\n") == about(CSV, title="一\n二") == []


@pytest.mark.parametrize("text", ["\x00", "\u200b\ufeff", " \u3000\n", "\x1b\u2028"])
@pytest.mark.parametrize("target", POSTING, ids=lambda target: target.key)
def test_a_row_in_which_nothing_can_be_seen_never_leaves(target, text):
    assert (RowCode.MISSING_TEXT, Severity.BLOCKING) in about(target, text=text)


@pytest.mark.parametrize("minutes", [0, 1, 9])
def test_sprout_wants_ten_minutes_of_notice(minutes):
    codes = {code for code, _severity in about(SPROUT, slot_at=NOW + timedelta(minutes=minutes))}
    assert codes == {RowCode.TOO_SOON if minutes else RowCode.PAST_SLOT}


def test_ten_minutes_of_notice_are_enough():
    assert about(SPROUT, slot_at=NOW + timedelta(minutes=10)) == []


def test_sprout_wants_ten_minutes_between_posts_of_one_platform():
    slots = {"a": 0, "b": 9, "c": 10, "d": 25, "e": 19}
    rows = [entry(uid=uid, slot_at=entry().slot_at + timedelta(minutes=at)) for uid, at in slots.items()]
    elsewhere = entry(uid="f", platform=Platform.WEIBO)
    assert said(SPROUT, *rows, elsewhere) == [
        ("b", RowCode.TOO_CLOSE, Severity.BLOCKING), ("e", RowCode.TOO_CLOSE, Severity.BLOCKING)
    ]  # fmt: skip


def test_what_does_not_leave_is_no_neighbour():
    soon, later = (entry(uid=str(at), slot_at=NOW + timedelta(minutes=at)) for at in (5, 12))
    assert said(SPROUT, soon, later) == [("5", RowCode.TOO_SOON, Severity.BLOCKING)]


@pytest.mark.parametrize("platform", [Platform.XIAOHONGSHU, Platform.DOUYIN, Platform.BILIBILI])
def test_a_platform_of_pictures_wants_one(platform):
    assert about(BUFFER, platform=platform, media=()) == [(RowCode.MEDIA_NEEDED, Severity.WARNING)]
    assert about(BUFFER, platform=platform) == []


def test_media_that_cannot_be_fetched_is_named():
    findings = BUFFER.check([entry(media=("图.png", "https://e.cn/a"))], NOW)
    (finding,) = [f for f in findings if f.message.params.get("media")]
    assert (finding.message.code, finding.severity) == (RowCode.MEDIA_NOT_WEB, Severity.WARNING)
    assert "图.png" in finding.message.text("zh")


@pytest.mark.parametrize(
    ("instant", "warned"), [("2026-10-25T00:30", 1), ("2026-10-25T01:30", 1), ("2026-10-25T02:30", 0)]
)
def test_an_hour_that_clocks_show_twice_brings_a_warning(instant, warned):
    slot, paris = datetime.fromisoformat(f"{instant}+00:00"), ZoneInfo("Europe/Paris")
    expected = [(RowCode.CLOCK_REPEATS, Severity.WARNING)] * warned
    assert about(BUFFER, slot_at=slot, zone=paris) == about(GOOGLE, slot_at=slot, zone=paris) == expected
    assert about(CSV, slot_at=slot, zone=paris) == []


@pytest.mark.parametrize("instant", ["2026-03-29T00:59", "2026-03-29T01:00"])
def test_the_hour_that_clocks_skip_is_never_written(instant):
    row = entry(slot_at=datetime.fromisoformat(f"{instant}+00:00"), zone=ZoneInfo("Europe/Paris"))
    assert said(BUFFER, row, now=datetime.fromisoformat("2026-01-01T00:00+00:00")) == []
    assert row.local_slot.hour in {1, 3}


def test_a_platform_the_tool_does_not_know_is_named():
    assert about(profile("brightbean_csv"), platform=Platform.WEIBO) == [(RowCode.PLATFORM_UNKNOWN, Severity.WARNING)]
