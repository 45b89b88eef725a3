from __future__ import annotations

import codecs
import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from sample_entries import entry, hostile_text, week

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.generic_csv import PROFILE
from content_calendar.exporters.generic_csv.cells import cell, unguarded
from content_calendar.exporters.generic_csv.table import HEADER
from content_calendar.exporters.plain_text import plain
from content_calendar.exporters.profile import Sheet

GOLDEN = Path(__file__).parent / "golden" / "week.csv"
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"


def rendered(*entries: Entry) -> bytes:
    return b"".join(PROFILE.render(entries, Sheet("week")))


def rows(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), strict=True))


def test_a_week_is_written_as_it_always_was():
    assert rendered(*week()) == GOLDEN.read_bytes()


def test_the_headers_are_a_promise_to_other_peoples_scripts():
    header = GOLDEN.read_bytes().removeprefix(codecs.BOM_UTF8).split(b"\r\n")[0].decode()
    assert header == (
        "uid,status,slot_at,timezone,community,persona,platform,column,value,stage,form,language,title,text,"
        "hashtags,tags,media,image_brief,comment_starter,url,sequence,updated_at,fingerprint"
    )


def test_the_file_begins_with_one_byte_order_mark():
    assert rendered(*week()).startswith(codecs.BOM_UTF8)
    assert rendered(*week()).count(codecs.BOM_UTF8) == 1


def test_an_empty_export_is_a_header():
    assert rows(rendered()) == []
    assert rendered().endswith(b"fingerprint\r\n")


def test_a_slot_names_the_instant_and_the_clock_on_the_wall():
    (row,) = rows(rendered(entry()))
    assert row["slot_at"] == "2026-06-01T15:30:00+08:00"
    assert datetime.fromisoformat(row["slot_at"]) == entry().slot_at
    assert row["timezone"] == "Asia/Shanghai"


def test_lists_stay_apart():
    (row,) = rows(rendered(entry()))
    assert row["tags"] == "life:在家带娃 | spend:中等"
    assert row["media"].split(" | ") == list(entry().media)


@pytest.mark.parametrize("start", list(FORMULA_STARTS))
def test_a_formula_is_disarmed(start):
    assert cell(f"{start}HYPERLINK(1)").startswith("'")


@pytest.mark.parametrize("text", ["'Tis the season", "早安", "a=b", " =x", "#端午", ""])
def test_honest_text_is_left_alone(text):
    assert cell(text) == text


@given(title=hostile_text, text=hostile_text)
def test_hostile_text_comes_back_as_it_went_in(title, text):
    (row,) = rows(rendered(entry(title=title, text=text)))
    assert unguarded(row["text"]) == plain(text)
    assert unguarded(row["title"]) == plain(title)
    assert row["fingerprint"] == entry().fingerprint


@given(text=hostile_text)
def test_no_cell_can_be_run(text):
    fields = {"title": text, "text": text, "persona": text, "column": text, "url": text, "tags": (text,)}
    for row in rows(rendered(entry(**fields))):
        assert len(row) == len(HEADER)
        assert not any(value.startswith(tuple(FORMULA_STARTS)) for value in row.values())
        assert "\x00" not in "".join(row.values())


def test_rows_come_one_by_one():
    def endless():
        while True:
            yield entry()

    pieces = PROFILE.render(endless(), Sheet("week"))
    assert [next(pieces).count(b"5f0c1d5e") for _ in range(3)] == [0, 1, 1]
