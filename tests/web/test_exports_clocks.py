"""Times on the tool's own clock, what went out before, names and zones that change, and what the pages cost."""

from __future__ import annotations

import io
from datetime import date, time
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.library import service as library
from app.models import ContentItem, Export
from content_calendar.planning.wall_clock import moment
from tests.browser import Visitor
from tests.factories import COPY, Workspace, approved, make_item, write
from tests.statements import reads_of
from tests.web.test_exports_pages import wish


@pytest.fixture
def ready(session: Session, workspace: Workspace) -> ContentItem:
    return approved(session, workspace, workspace.item, clock.now())


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/exports"


def test_times_are_written_on_the_clock_of_the_tool(
    editor: Visitor, page: str, ready: ContentItem
) -> None:
    look = editor.get(f"{page}?target=publer&zone=Asia/Tokyo")
    answer = editor.post(page, data=wish(look.text))
    there = ready.slot_at.astimezone(ZoneInfo("Asia/Tokyo"))
    with ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("publer")]
        assert f"{there:%Y-%m-%d %H:%M}" in archive.read(name).decode()
    assert f"{there:%m-%d %H:%M}" in look.text
    assert editor.get(f"{page}?target=publer&zone=Mars/Olympus").status_code == 422
    assert editor.get(f"{page}?target=publer&zone=%00").status_code == 422


def test_what_is_out_is_handed_to_no_scheduler(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem
) -> None:
    library.mark_published(session, ready, url="", actor=workspace.editor, now=clock.now())
    assert "data-download" not in editor.get(f"{page}?target=publer&again=y").text
    assert "已经发出" in editor.get(f"{page}?target=publer").text
    assert "data-download" in editor.get(f"{page}?target=icalendar").text


def test_a_post_moved_out_of_an_hour_that_does_not_exist_and_a_new_name_change_nothing(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem
) -> None:
    editor.post(page, data=wish(editor.get(f"{page}?target=publer").text))
    gap = moment(date(clock.now().year + 1, 3, 28), time(2, 30), ZoneInfo("Europe/Berlin"))
    library.reschedule(session, ready, gap, version=ready.version, actor=workspace.editor, now=clock.now())
    approved(session, workspace, ready, clock.now())
    workspace.community.name, workspace.community.timezone = "=新名字\r\n", "Europe/Berlin"
    workspace.persona.name = "另一个人"
    session.flush()
    shown = editor.get(f"{page}?target=publer")
    assert "withdrawn.csv" in shown.text
    assert editor.post(page, data=wish(shown.text)).status_code == 200


def test_the_pages_of_what_left_ask_as_much_for_many_as_for_one(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem
) -> None:
    def reads() -> list[int]:
        editor.post(page, data=wish(editor.get(page).text))
        newest = session.scalars(select(Export.id).order_by(Export.id.desc())).first()
        return [reads_of(editor, f"{page}/{address}") for address in ("history", f"history/{newest}")]

    few = reads()
    for _ in range(3):
        item = write(session, make_item(session, workspace.column, clock.now()), COPY, workspace.editor, clock.now())
        approved(session, workspace, item, clock.now())
    assert reads() == few
