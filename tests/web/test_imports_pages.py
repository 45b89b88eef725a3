"""The import as its pages show it: from a table to the calendar, and back."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import CalendarImport, ContentItem
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import Workspace

CHOICES = {
    "table": "0", "heading": "0", "persona": "1", "value": "information", "stage": "cognition", "form": "post",
    "clock": "10:00", "order": "", "above": "y", "c-0": "day", "c-1": "persona", "c-2": "title", "c-3": "body",
}
HEAD = "日期,画像,标题,正文"


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/import"


def day(ahead: int) -> str:
    return f"{clock.now() + timedelta(days=ahead):%Y-%m-%d}"


def pasted(editor: Visitor, page: str, text: str, **choices: str) -> str:
    """Paste the table and say what its columns mean; the address of the dry run."""
    place = str(editor.post(page, data={"pasted": text}).location)
    answer = editor.post(place, data=CHOICES | choices)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def brought(session: Session) -> int:
    return session.scalar(select(func.count()).where(ContentItem.import_key.is_not(None))) or 0


def test_a_workbook_walks_from_the_upload_to_the_calendar_and_back(
    editor: Visitor, session: Session, page: str
) -> None:
    book = Workbook()
    book.active.append(["别的"])
    sheet = book.create_sheet("十二月")
    at = (clock.now() + timedelta(days=9)).replace(tzinfo=None)
    for row in (["内容排期"], HEAD.split(","), [at, "新手妈妈", "一", "正文一"], [None, None, "二", None]):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    place = editor.post(page, data={"file": (BytesIO(file.getvalue()), "plan.xlsx")}).location
    shown = editor.get(place).text
    assert "十二月" in shown
    assert "正文一" in shown
    plan = editor.post(place, data=CHOICES | {"table": "1", "heading": "1"}).location
    dry = editor.get(plan).text
    assert "沿用上一行" in dry
    assert brought(session) == 0
    assert editor.post(plan, data={"which": "all", "ready": "3-4"}).status_code == 303
    assert brought(session) == 2
    done = editor.get(plan).text
    assert f"/calendar?date={day(9)}" in done
    assert editor.post(f"{plan}/undo").status_code == 303
    assert brought(session) == 0


def test_the_line_of_headings_is_chosen_on_any_sheet_and_for_that_sheet_alone(editor: Visitor, page: str) -> None:
    book = Workbook()
    book.active.append(["日期", "标题"])
    sheet = book.create_sheet("草稿")
    for row in (["随便写写"], ["日子", "想法"], ["2099-01-02", "二"]):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    place = editor.post(page, data={"file": (BytesIO(file.getvalue()), "plan.xlsx")}).location
    turned = editor.get(f"{place}?table=1&heading=0&of=0").text
    assert "第 3 行" in turned
    assert '<option value="1" selected>第 2 行' in turned
    assert '<option value="2" selected>第 3 行' in editor.get(f"{place}?table=1&heading=2&of=1").text


def test_where_no_heading_is_known_the_title_above_is_still_none(editor: Visitor, page: str) -> None:
    place = editor.post(page, data={"pasted": "十二月的安排\n何时,写什么\n2099-01-01,辅食\n"}).location
    assert '<option value="1" selected>第 2 行: 何时 · 写什么' in editor.get(place).text


def test_a_second_click_brings_nothing_and_says_so(editor: Visitor, session: Session, page: str) -> None:
    plan = pasted(editor, page, f"{HEAD}\n{day(5)},新手妈妈,一,正文\n{day(6)},新手妈妈,二,\n")
    for _ in range(2):
        editor.post(plan, data={"which": "all", "ready": "2-3"})
    assert brought(session) == 2
    assert "没有重复导入" in editor.get(plan).text


def test_only_ticked_rows_come(editor: Visitor, session: Session, page: str) -> None:
    plan = pasted(editor, page, f"{HEAD}\n{day(5)},新手妈妈,一,正文\n{day(6)},新手妈妈,二,\n")
    editor.post(plan, data={"which": "ticked", "line": ["3"], "ready": "2-3"})
    (item,) = session.scalars(select(ContentItem).where(ContentItem.import_key.is_not(None)))
    assert (item.state, item.topic["title"]) == (State.PLANNED, "二")


def test_what_the_columns_leave_open_is_asked_with_every_choice_kept(editor: Visitor, page: str) -> None:
    place = editor.post(page, data={"pasted": f"{HEAD}\n03/04/2099,,一,正文\n"}).location
    asked = editor.post(place, data=CHOICES | {"c-1": "", "c-2": "body"})
    assert asked.status_code == 422
    for said in ("有两列都选了“正文”", "请选择哪个数字是日", '<option value="body" selected>'):
        assert said in asked.text
    assert editor.post(place, data=CHOICES | {"order": "day_first", "c-0": ""}).status_code == 422
    assert editor.post(place, data=CHOICES | {"order": "day_first", "c-1": ""}).status_code == 303
    for forged in ("x", "-1", "99999999999", "９"):
        assert editor.post(place, data=CHOICES | {"persona": forged}).status_code == 422


@pytest.mark.parametrize("cell", [
    "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{ 7*7 }}", "\u202e反转", "👩‍👩‍👧" * 40, "x" * 200, "a\x07b",
    '"";DROP TABLE content_item', "\ufeff",
])
def test_hostile_cells_are_text_or_refused_and_never_our_mistake(
    editor: Visitor, session: Session, page: str, cell: str
) -> None:
    row = [f'"{text}"' for text in (day(5), "新手妈妈", cell.replace('"', '""'), cell.replace('"', '""'))]
    plan = pasted(editor, page, f"{HEAD}\n{','.join(row)}\n")
    shown = editor.get(plan)
    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert editor.post(plan, data={"which": "all", "ready": "2"}).status_code == 303
    kept = session.scalars(select(ContentItem).where(ContentItem.import_key.is_not(None))).all()
    assert [item.current_revision.title for item in kept] in ([], [cell.strip()])


@pytest.mark.parametrize(("content", "said"), [
    (b"", "空的"), (b"PK\x03\x04 no zip", "无法读取"), (b"\xd0\xcf\x11\xe0", "旧版 Excel"),
    (b"\x00\x01\x02", "文本表格"), (b"a,b\n" * 5_100, "5000"),
    ("日期,标题\n".encode() + "2099-01-01,辅食\n".encode() * 5_001, "5000"), (b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
])
def test_an_unusable_table_is_explained(
    editor: Visitor, session: Session, page: str, content: bytes, said: str
) -> None:
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="plan.csv"\r\n\r\n'
    body = head + content + b"\r\n--edge--\r\n"
    answer = editor.post(page, data=body, content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(CalendarImport)).all() == []


def test_the_template_is_understood_as_it_is(editor: Visitor, session: Session, page: str) -> None:
    template = editor.get(f"{page}/template.csv").data
    place = editor.post(page, data={"file": (BytesIO(template), "template.csv")}).location
    dry = editor.get(str(place).removesuffix("/columns"))
    assert dry.text.count("import-row import-ready") == 2


def test_a_form_without_its_rows_or_with_wild_numbers_changes_nothing(
    editor: Visitor, session: Session, page: str
) -> None:
    plan = pasted(editor, page, f"{HEAD}\n{day(5)},新手妈妈,一,正文\n")
    for sent in ({}, {"ready": "9" * 40}, {"ready": "1-999999"[::-1]}, {"which": "ticked", "line": "x"}):
        assert editor.post(plan, data=sent).status_code == 303
    assert brought(session) == 0
    for query in ("?show=nothing&page=99999", "/columns?table=99&heading=-4"):
        assert editor.get(plan + query).status_code == 200


def test_a_viewer_looks_and_an_outsider_sees_nothing(
    editor: Visitor, client: Visitor, workspace: Workspace, page: str
) -> None:
    plan = pasted(editor, page, f"{HEAD}\n{day(5)},新手妈妈,一,正文\n")
    sign_in(client, workspace.vic)
    assert [client.get(plan).status_code, client.post(plan).status_code] == [200, 403]
    sign_in(client, workspace.charlie)
    assert client.get(plan).status_code == 404
