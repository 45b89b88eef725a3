from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from golden_files import kept, made
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from markdown_it import MarkdownIt
from sample_entries import entry, hostile, hostile_text

from content_calendar.exporters.generic_csv.cells import unguarded
from content_calendar.exporters.markdown.document import escape
from content_calendar.exporters.plain_text import plain
from content_calendar.exporters.profile import Sheet
from content_calendar.exporters.registry import profile, profiles
from content_calendar.vocabulary import Platform

CAPTION_AT = {
    "google_calendar": 6, "buffer_csv": 0, "brightbean_csv": 3, "publer": 1, "sprout_social": 2, "hootsuite": 1,
    "socialpilot": 0, "generic_csv": 13,
}  # fmt: skip
WITHOUT_HEADER = {"hootsuite", "socialpilot"}
SHEET = Sheet("week")


def rows(target, content):
    read = list(csv.reader(io.StringIO(content.decode(profile(target).encoding), newline=""), strict=True))
    return read if target in WITHOUT_HEADER else read[1:]


def written(target, *entries):
    return b"".join(profile(target).render(entries, SHEET))


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_the_hostile_week_is_written_as_it_always_was(target):
    assert made(target) == kept(target)


@pytest.mark.parametrize("target", profiles(), ids=lambda target: target.key)
def test_every_post_of_the_week_is_in_exactly_one_file(target):
    files = list(target.files(hostile(), SHEET)) if target.layout else []
    uids = [uid for file in files for uid in file.uids]
    assert sorted(uids) == ([item.uid for item in hostile()] if target.layout else [])
    assert [file.rows for file in files] == ([3, 2] if target.one_channel else [5] if target.layout else [])


@given(texts=st.lists(hostile_text, min_size=1, max_size=3))
@settings(max_examples=15)
def test_captions_come_back_from_every_table_as_they_were_approved(texts):
    posts = [entry(uid=str(number), text=text) for number, text in enumerate(texts)]
    for target, place in CAPTION_AT.items():
        captions = [row[place] for row in rows(target, written(target, *posts))]
        back = [unguarded(caption) for caption in captions] if target == "generic_csv" else captions
        assert back == [plain(text) for text in texts]


@given(title=hostile_text, text=hostile_text)
@settings(max_examples=15)
def test_data_comes_back_as_it_went_in(title, text):
    document = json.loads(written("generic_json", entry(title=title, text=text), entry()))
    first, second = document["entries"]
    assert (first["title"], first["text"]) == (plain(title), plain(text))
    assert second["media"] == list(entry().media)
    assert datetime.fromisoformat(second["slot_at"]) == entry().slot_at
    assert (document["format"], document["version"], document["name"]) == ("qunbi.content", 1, "week")


def test_an_empty_document_is_still_data():
    assert json.loads(written("generic_json"))["entries"] == []


@given(text=hostile_text)
@settings(max_examples=15)
def test_a_readers_copy_shows_every_character_of_the_text(text):
    blocks = [token for token in MarkdownIt().parse(written("markdown", entry(text=text)).decode()) if token.tag]
    fences = [token.content for token in blocks if token.type == "fence"]
    shown = plain(text).replace("\ufeff", "").strip()
    assert fences == ([plain(text) + "\n"] if shown else fences[:1])


@pytest.mark.parametrize("words", ["*a* _b_ `c` [d](e) <f> ~~g~~ &amp; \\ #h", "# a", "- b", "1. c", "> d", "|e|f|"])
def test_words_in_a_document_are_shown_and_not_obeyed(words):
    text = written("markdown", entry(title=words)).decode()
    heading = next(token for token in MarkdownIt().parse(text) if token.type == "inline" and "微信群" in token.content)
    shown = "".join(child.content for child in heading.children)
    assert shown.endswith(words)
    assert {child.type for child in heading.children} <= {"text", "text_special"}
    assert escape("一\r\n二") == "一 二"


def test_scripts_are_no_links_in_a_document():
    text = written("markdown", entry(media=("javascript:alert(1)", "https://e.cn/a b<c>.jpg"))).decode()
    assert "<javascript" not in text
    assert "<https://e.cn/a%20b%3Cc%3E.jpg>" in text


def test_the_calendar_of_the_hostile_week_is_read_by_others_as_it_was_meant():
    events = Calendar.from_ical(made(profile("icalendar"))["icalendar.ics"]).events
    assert [event["DESCRIPTION"] for event in events] == [plain(item.text) for item in hostile()]
    assert [event["DTSTART"].dt for event in events] == [item.slot_at for item in hostile()]
    assert [event.errors for event in events] == [[]] * len(events)


@pytest.mark.parametrize(
    ("hour", "start", "end"),
    [
        (16, "12:00 AM", "12:15 AM"), (2, "10:00 AM", "10:15 AM"),
        (4, "12:00 PM", "12:15 PM"), (5, "01:00 PM", "01:15 PM")
    ],
)
def test_google_reads_twelve_hours(hour, start, end):
    (row,) = rows("google_calendar", written("google_calendar", entry(slot_at=datetime(2026, 5, 30, hour, tzinfo=UTC))))
    day = date(2026, 5, 31 if hour == 16 else 30)
    assert row[1:6] == [f"{day:%m/%d/%Y}", start, f"{day:%m/%d/%Y}", end, "False"]


def test_an_event_across_midnight_ends_the_next_day():
    (row,) = rows("google_calendar", written("google_calendar", hostile()[0]))
    assert row[1:5] == ["06/01/2026", "11:55 PM", "06/02/2026", "12:10 AM"]


def test_a_tool_on_another_clock_gets_its_own_times():
    paris = entry().on_clock(ZoneInfo("Europe/Paris"))
    (row,) = rows("buffer_csv", written("buffer_csv", paris))
    assert row[3] == "2026-06-01 09:30"


def test_a_platform_the_tool_does_not_know_is_left_for_a_person_to_choose():
    known, unknown = entry(platform=Platform.FACEBOOK_GROUP), entry(platform=Platform.WEIBO)
    assert [row[2] for row in rows("brightbean_csv", written("brightbean_csv", known, unknown))] == ["facebook", ""]


def test_what_cannot_be_fetched_and_what_would_part_a_list_stay_out_of_a_cell():
    post = entry(media=("https://e.cn/a,b.jpg", "c.png"), tags=("life:在家,带娃", "taste:潮牌"))
    (row,) = rows("publer", written("publer", post))
    assert (row[3], row[5]) == ("https://e.cn/a%2Cb.jpg", "life:在家 带娃,taste:潮牌")


def test_no_table_of_a_tool_begins_with_a_byte_order_mark():
    for target in CAPTION_AT.keys() - {"generic_csv"}:
        assert not written(target, entry()).startswith(b"\xef\xbb\xbf")
