"""Files of tables: encodings, delimiters, workbooks, and what somebody might put into one."""

from __future__ import annotations

import zipfile
from datetime import datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from app.core.tables.reading import tables_of
from app.core.tables.table import FileUnusable

ROWS = [("日期", "标题", "正文"), ("2027-03-08", "三八节", "第一行\n第二行"), ("2027-03-09", "a;b", "一，二")]


def cells(content: bytes) -> list[tuple[str, ...]]:
    (table,) = tables_of(content)
    return [line.cells for line in table.lines]


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_is_read_in_every_encoding_with_every_delimiter(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    assert cells(text.encode(encoding)) == ROWS


def test_lines_are_counted_as_a_spreadsheet_counts_and_a_title_may_stand_above() -> None:
    (table,) = tables_of('三月排期\n\n日期\t标题\n3月8日\t"两行,\n一格"\n,,\n3月9日\t二\n'.encode())
    assert [line.number for line in table.lines] == [1, 3, 4, 5, 6]
    assert table.lines[2].cells == ("3月8日", "两行,\n一格")


def test_a_workbook_gives_dates_times_numbers_and_saved_values_of_each_visible_sheet() -> None:
    book = Workbook()
    book.active.append([datetime(2027, 3, 8), datetime(2027, 3, 8, 9, 59, 59), time(10, 30), 46454, 0.5, True, "=1+1"])
    book.create_sheet("隐藏").append(["x"])
    book["隐藏"].sheet_state = "hidden"
    book.create_sheet("空")
    merged = book.create_sheet("合并")
    merged.append(["2027-03-08", "一"])
    merged.append([None, "二"])
    merged.merge_cells("A1:A2")
    first, second = tables_of(saved(book))
    assert first.lines[0].cells == ("2027-03-08", "2027-03-08 10:00", "10:30", "46454", "0.5", "True")
    assert (second.name, [line.cells for line in second.lines]) == ("合并", [("2027-03-08", "一"), ("", "二")])


def test_a_cell_in_the_last_corner_does_not_unfold() -> None:
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "日期", "far"
    with pytest.raises(FileUnusable):
        tables_of(saved(book))


def repacked(name: str, called: str, padding: int, inside: bytes = b"") -> bytes:
    """A workbook one part of which has another name and is longer, or holds these rows."""
    file, before, after = BytesIO(), name.removeprefix("xl/").encode(), called.removeprefix("xl/").encode()
    with zipfile.ZipFile(BytesIO(saved(Workbook()))) as whole, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for part in whole.namelist():
            text = whole.read(part).replace(before, after)
            text = text.replace(b"</sheetData>", inside + b"</sheetData>") if inside else text
            made.writestr(*((called, text + b" " * padding) if part == name else (part, text)))
    return file.getvalue()


@pytest.mark.parametrize(("name", "called", "padding"), [
    ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", 1_000_000),
    ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.bin", 1_000_000),
    ("xl/styles.xml", "xl/styles.xml", 100_000),
    ("xl/workbook.xml", "xl/worksheets/workbook.xml", 100_000),
])
def test_a_workbook_that_unfolds_to_a_flood_is_refused_before_it_is_parsed_whatever_its_parts_are_called(
    name: str, called: str, padding: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.tables.flood.MAX_UNFOLDED", 1_000_000)
    monkeypatch.setattr("app.core.tables.workbook.MAX_PART", 100_000)
    with pytest.raises(FileUnusable, match="unfolds"):
        tables_of(repacked(name, called, padding))


@pytest.mark.parametrize("inside", [
    b'<row r="1">' + b"<c/>" * 300_001 + b"</row>", b'<row r="1"/>' + b"<x/>" * 300_001,
])
def test_a_few_kilobytes_that_unfold_to_one_endless_row_are_refused_before_they_are_parsed(inside: bytes) -> None:
    content = repacked("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", 0, inside)
    assert len(content) < 20_000
    with pytest.raises(FileUnusable, match="unfolds"):
        tables_of(content)


def test_a_wide_and_long_sheet_is_no_flood() -> None:
    row = b"<row>" + b'<c t="inlineStr"><is><t>cell</t></is></c>' * 30 + b"</row>"
    (table,) = tables_of(repacked("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", 0, row * 2_000))
    assert [len(line.cells) for line in table.lines] == [30] * 2_000


def test_a_sheet_that_is_one_chart_is_passed_over() -> None:
    book = Workbook()
    book.active.append(["日期", "标题"])
    book.create_chartsheet("图").add_chart(BarChart())
    assert [table.name for table in tables_of(saved(book))] == ["Sheet"]


def test_a_damaged_workbook_is_refused() -> None:
    whole = saved(Workbook())
    for content in (whole[: len(whole) // 2], whole[:400] + b"x" * 60 + whole[460:], b"PK\x03\x04"):
        with pytest.raises(FileUnusable):
            tables_of(content)


def test_a_cell_at_the_end_of_time_leaves_the_other_rows_readable() -> None:
    book = Workbook()
    book.active.append([datetime(9999, 12, 31, 23, 59, 59), "永远"])
    assert cells(saved(book)) == [("9999-12-31 23:59", "永远")]
