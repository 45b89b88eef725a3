"""A tool's own template: uploaded, filled by its headings, refused with a reason, let go."""

from __future__ import annotations

import csv
import io
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from app.core import clock
from app.library import service as library
from app.models import ContentItem, ExportTemplate, User
from content_calendar.content import Copy
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved
from tests.web.test_exports_pages import wish


@pytest.fixture
def ready(session: Session, workspace: Workspace) -> ContentItem:
    return approved(session, workspace, workspace.item, clock.now())


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/exports"


def upload(visitor: Visitor, page: str, content: bytes, name: str = "template.csv") -> TestResponse:
    boundary, body = encode_multipart(MultiDict({"file": FileStorage(io.BytesIO(content), name)}))
    content_type = f'multipart/form-data; boundary="{boundary}"'
    return visitor.post(f"{page}/templates/metricool", data=body, content_type=content_type)


@pytest.mark.usefixtures("ready")
def test_a_target_whose_columns_drift_follows_the_uploaded_template(
    editor: Visitor, session: Session, page: str
) -> None:
    assert "data-download" not in editor.get(f"{page}?target=metricool").text
    assert upload(editor, page, "\ufeffText;Date;Time;奇怪的列\r\n例子;;;\r\n".encode()).status_code == 303
    assert "奇怪的列" in editor.get(f"{page}/templates/metricool").text
    answer = editor.post(page, data=wish(editor.get(f"{page}?target=metricool").text))
    with ZipFile(io.BytesIO(answer.data)) as archive:
        written = archive.read("metricool.csv").decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(written), delimiter=";")
    assert head == ["Text", "Date", "Time", "奇怪的列"]
    assert COPY.hook in row[0]
    assert row[3] == ""
    assert editor.post(f"{page}/templates/metricool/forget").status_code == 303
    assert session.scalars(select(ExportTemplate)).all() == []


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"PK\x03\x04rest", "t.xlsx"), (b"\xff\xfe\x00", "t.csv"), (b"nothing,known\n", "t.csv"), (b"", "t.csv"),
     (b"Text,Date\n" * 200_000, "t.csv")],
)  # fmt: skip
def test_what_is_no_template_is_refused_with_a_reason(
    editor: Visitor, session: Session, page: str, content: bytes, name: str
) -> None:
    answer = upload(editor, page, content, name)
    assert answer.status_code == 422
    assert "form-error" in answer.text
    assert session.scalars(select(ExportTemplate)).all() == []


def test_viewers_bring_no_template_and_stable_formats_take_none(
    editor: Visitor, client: Visitor, vic: User, page: str
) -> None:
    assert editor.get(f"{page}/templates/icalendar").status_code == 404
    assert editor.get(f"{page}/templates/nowhere").status_code == 404
    assert sign_in(client, vic).post(f"{page}/templates/metricool").status_code == 403


def test_what_lost_its_approval_is_shown_before_it_is_taken_back(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem
) -> None:
    editor.post(page, data=wish(editor.get(f"{page}?target=publer").text))
    words = Copy(hook="谁也没看过的新句子", body="正文。")
    library.edit_copy(session, ready, words, version=ready.version, actor=workspace.editor, now=clock.now())
    session.commit()
    shown = editor.get(f"{page}?target=publer").text
    assert "withdrawn.csv" in shown
    assert words.hook not in shown
    taken = editor.post(page, data=wish(shown))
    assert "withdrawn.csv" in ZipFile(io.BytesIO(taken.data)).namelist()
    again = editor.get(taken.headers["Content-Location"] + "/content")
    assert again.data == taken.data


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "C:\\x\\y.csv", "a\0b.csv", "<script>.csv", "表" * 300 + ".csv"]
)
def test_a_hostile_name_of_a_template_is_only_a_name(
    editor: Visitor, session: Session, page: str, name: str
) -> None:
    assert upload(editor, page, b"Text,Date,Time\r\n", name).status_code == 303
    kept = session.scalars(select(ExportTemplate)).one()
    assert len(kept.filename) <= 200
    assert not set("\0\r\n/\\") & set(kept.filename)
    shown = editor.get(f"{page}/templates/metricool")
    assert shown.status_code == 200
    assert "<script>.csv" not in shown.text


def test_what_a_template_lacks_and_names_twice_is_said_beside_the_dry_run(editor: Visitor, page: str) -> None:
    upload(editor, page, b"Date,Time,Date,Image\r\n")
    for address in (f"{page}/templates/metricool", f"{page}?target=metricool"):
        shown = editor.get(address).text
        assert "只会填写前一列" in shown
        assert "正文" in shown
