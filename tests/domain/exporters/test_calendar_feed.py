from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sample_entries import entry, hostile_text, week

from content_calendar.exporters.entry import Entry, EntryStatus
from content_calendar.exporters.icalendar_feed import PROFILE
from content_calendar.exporters.icalendar_feed.lines import fold
from content_calendar.exporters.plain_text import plain
from content_calendar.exporters.profile import Sheet
from content_calendar.vocabulary import Language

SHEET = Sheet("小满妈妈群 · 午后有空的全职妈妈")
GOLDEN = Path(__file__).parent / "golden" / "week.ics"


def rendered(*entries: Entry, sheet: Sheet = SHEET) -> bytes:
    return b"".join(PROFILE.render(entries, sheet))


def unfolded(octets: bytes) -> list[str]:
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")


def only_event(octets: bytes):
    (event,) = Calendar.from_ical(octets).events
    return event


def test_a_week_is_written_as_it_always_was():
    assert rendered(*week()) == GOLDEN.read_bytes()


def test_an_independent_reader_accepts_the_golden_week_without_a_complaint():
    calendar = Calendar.from_ical(GOLDEN.read_bytes())
    assert calendar.errors == []
    assert [event.errors for event in calendar.events] == [[], [], []]
    assert calendar["X-WR-CALNAME"] == calendar["NAME"] == SHEET.name


def test_the_same_entries_give_the_same_bytes():
    assert rendered(*week()) == rendered(*week())


def test_every_instant_is_in_utc_and_comes_from_the_entry():
    event = only_event(rendered(entry()))
    assert event["DTSTART"].dt == datetime(2026, 6, 1, 7, 30, tzinfo=UTC)
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2026, 5, 29, 9, 30, 15, tzinfo=UTC)
    assert event["DURATION"].dt == timedelta(minutes=15)


def test_a_post_never_makes_anybody_look_busy():
    assert only_event(rendered(entry()))["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize("status", EntryStatus)
def test_the_status_is_one_of_the_three_the_standard_knows(status):
    assert only_event(rendered(entry(status=status)))["STATUS"] == status.name


def test_a_cancelled_entry_keeps_its_uid_and_counts_up():
    before, after = only_event(rendered(entry())), only_event(
        rendered(entry(status=EntryStatus.CANCELLED, sequence=3))
    )
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_feed_without_method_so_that_dtstamp_means_last_revised():
    calendar = Calendar.from_ical(rendered(entry()))
    assert "METHOD" not in calendar


def test_clients_are_asked_to_come_back_every_hour():
    lines = unfolded(rendered())
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines
    assert "X-PUBLISHED-TTL:PT1H" in lines


def test_an_empty_calendar_is_still_a_calendar():
    assert Calendar.from_ical(rendered()).events == []


def test_a_post_without_title_is_called_by_its_first_line():
    assert only_event(rendered(entry(title=" ", text="\n早安\n今天")))["SUMMARY"] == "早安"


def test_labels_are_in_the_language_of_the_sheet():
    chinese, english = (rendered(entry(), sheet=Sheet("n", language)).decode() for language in Language)
    assert "问答" in chinese
    assert "Question" in english


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.com", "http://[", "x\r\ny:z"])
def test_only_web_addresses_become_links(url):
    assert "URL" not in only_event(rendered(entry(url=url)))


def test_a_web_address_is_plain_ascii():
    url = only_event(rendered(entry(url="https://例子.cn/端午?a=1;b=2,3\r\nX-EVIL:1")))["URL"]
    assert url.isascii()
    assert "X-EVIL" not in rendered(entry(url=url)).decode().split("\r\n")


def test_events_come_one_by_one():
    def endless():
        while True:
            yield entry()

    pieces = PROFILE.render(endless(), SHEET)
    assert [next(pieces)[:12] for _ in range(3)] == [b"BEGIN:VCALEN", b"BEGIN:VEVENT", b"BEGIN:VEVENT"]


def test_a_calendar_has_a_name_of_one_line():
    lines = unfolded(rendered(sheet=Sheet("小满; 妈妈群\r\nX-EVIL:1\x00")))
    assert "NAME:小满\\; 妈妈群 X-EVIL:1" in lines
    assert "X-WR-CALNAME:小满\\; 妈妈群 X-EVIL:1" in lines


@given(title=hostile_text, text=hostile_text)
def test_hostile_text_comes_back_as_it_went_in(title, text):
    event = only_event(rendered(entry(title=title, text=text)))
    if plain(text).strip():
        assert event["DESCRIPTION"] == plain(text)
    if title.strip() and plain(title).strip():
        assert event["SUMMARY"] == plain(title.strip())


@given(title=hostile_text, text=hostile_text, persona=hostile_text, url=hostile_text)
def test_hostile_text_adds_no_line_of_its_own(title, text, persona, url):
    lines = unfolded(rendered(entry(title=title, text=text, persona=persona, url=url)))
    names = [line.partition(":")[0] for line in lines]
    assert names.count("BEGIN") == names.count("END") == 2
    assert len(names) - 2 == len(set(names))


@given(text=st.one_of(hostile_text, st.text(max_size=400)))
def test_no_line_is_longer_than_75_octets_nor_cut_inside_a_character(text):
    octets = rendered(entry(text=text))
    assert octets.endswith(b"\r\n")
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
        assert b"\n" not in line
        assert b"\r" not in line


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400))
def test_unfolding_undoes_folding(text):
    folded = fold(text.encode())
    assert folded.endswith(b"\r\n")
    assert folded[:-2].replace(b"\r\n ", b"") == text.encode()


@pytest.mark.parametrize("length", [74, 75, 76, 149, 150])
def test_lines_are_filled_before_they_are_folded(length):
    lines = fold(b"a" * length).removesuffix(b"\r\n").split(b"\r\n")
    assert [len(line) for line in lines[:-1]] == [75] * (len(lines) - 1)
    assert len(lines) == 1 + max(0, -(-(length - 75) // 74))
