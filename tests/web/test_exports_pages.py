"""The export pages: what would leave, the file, what has left, and who may do what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.library import service as library
from app.models import ContentItem, Export, ExportEntry, FeedToken, User
from content_calendar.workflow import Action, State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, write
from tests.statements import reads_of


@pytest.fixture
def ready(session: Session, workspace: Workspace) -> ContentItem:
    return approved(session, workspace, workspace.item, clock.now())


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/exports"


def wish(text: str) -> dict[str, str]:
    """The hidden fields of the download form of a dry run."""
    form = text[text.index("data-download") :]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[: form.index("</form>")]))
    fields.pop("csrf_token")
    return fields


def test_a_dry_run_shows_what_leaves_and_changes_nothing(editor: Visitor, page: str, ready: ContentItem) -> None:
    answer = editor.get(page)
    assert COPY.hook in answer.text
    assert ready.state is State.APPROVED
    assert "Asia/Shanghai" in answer.text


@pytest.mark.parametrize("target", ["icalendar", "generic_csv"])
def test_the_download_is_the_file_and_the_ledger_at_once(
    editor: Visitor, session: Session, page: str, ready: ContentItem, target: str
) -> None:
    answer = editor.post(page, data=wish(editor.get(f"{page}?target={target}").text))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    export = session.scalars(select(Export)).one()
    assert (export.target, export.row_count, ready.state) == (target, 1, State.EXPORTED)
    assert editor.get(answer.headers["Content-Location"]).status_code == 200


@pytest.mark.usefixtures("ready")
def test_what_left_is_left_out_until_asked_for_again(editor: Visitor, session: Session, page: str) -> None:
    editor.post(page, data=wish(editor.get(page).text))
    again = editor.get(page)
    assert "data-download" not in again.text
    assert "同样的内容已导出过" in again.text
    fields = wish(editor.get(f"{page}?again=y").text)
    assert editor.post(page, data=fields).status_code == 200
    assert [entry.repeated for entry in session.scalars(select(ExportEntry).order_by(ExportEntry.id))] == [False, True]


@pytest.mark.usefixtures("ready")
def test_a_second_press_of_the_same_button_exports_nothing_twice(editor: Visitor, session: Session, page: str) -> None:
    fields = wish(editor.get(page).text)
    answers = [editor.post(page, data=fields).status_code for _ in range(2)]
    assert answers == [200, 422]
    assert len(session.scalars(select(Export)).all()) == 1


def test_other_rows_than_those_seen_do_not_leave(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem
) -> None:
    fields = wish(editor.get(page).text)
    late = write(session, make_item(session, workspace.column, clock.now()), COPY, workspace.editor, clock.now())
    approved(session, workspace, late, clock.now())
    answer = editor.post(page, data=fields)
    assert answer.status_code == 409
    assert wish(answer.text)["seen"] != fields["seen"]
    assert session.scalars(select(Export)).all() == []
    assert ready.state is State.APPROVED


def edited(session: Session, workspace: Workspace, item: ContentItem) -> None:
    library.edit_copy(session, item, COPY, version=item.version, actor=workspace.editor, now=clock.now())


def moved(session: Session, workspace: Workspace, item: ContentItem) -> None:
    later = item.slot_at + timedelta(hours=1)
    library.reschedule(session, item, later, version=item.version, actor=workspace.editor, now=clock.now())


def archived(session: Session, workspace: Workspace, item: ContentItem) -> None:
    library.advance(session, item, Action.ARCHIVE, actor=workspace.editor, now=clock.now())


def approved_in_other_words(session: Session, workspace: Workspace, item: ContentItem) -> None:
    item.approved_fingerprint = "0" * 64


@pytest.mark.parametrize("trick", [edited, moved, archived, approved_in_other_words])
def test_only_approved_words_leave(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem, trick: object
) -> None:
    fields = wish(editor.get(page).text)
    trick(session, workspace, ready)  # type: ignore[operator]
    session.flush()
    answer = editor.post(page, data=fields)
    assert answer.status_code == 422
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert session.scalars(select(ExportEntry)).all() == []
    assert COPY.hook not in editor.get(page).text


def test_an_unknown_target_or_persona_does_not_exist(editor: Visitor, page: str) -> None:
    assert editor.get(f"{page}?target=fax").status_code == 404
    assert editor.get(f"{page}?persona=999999").status_code == 404
    assert editor.get(f"{page}?persona=x%00").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "start=tomorrow", "start=2026-02-30", "start=2027-01-02&end=2027-01-01", "start=2026-01-01&end=2029-01-01",
        "start=&end=", "start=%E2%80%AE&end=2026-01-01",
    ],
)
def test_a_wrong_range_is_explained(editor: Visitor, page: str, query: str) -> None:
    assert editor.get(f"{page}?{query}").status_code == 422


@pytest.mark.usefixtures("ready")
def test_past_slots_stay_and_say_why(editor: Visitor, page: str, session: Session, workspace: Workspace) -> None:
    past = write(
        session, make_item(session, workspace.column, clock.now(), slot_at=clock.now() - timedelta(hours=2)), COPY,
        workspace.editor, clock.now(),
    )
    approved(session, workspace, past, clock.now() - timedelta(days=1))
    start = (clock.now() - timedelta(days=1)).date().isoformat()
    answer = editor.get(f"{page}?target=generic_csv&start={start}")
    assert "请改期后重新审核" in answer.text
    assert "将导出 1 条" in answer.text


@pytest.mark.usefixtures("ready")
def test_the_history_tells_who_took_what(editor: Visitor, session: Session, page: str, bob: User) -> None:
    editor.post(page, data=wish(editor.get(page).text))
    export = session.scalars(select(Export)).one()
    listed, shown = editor.get(f"{page}/history").text, editor.get(f"{page}/history/{export.id}").text
    assert bob.name in listed
    assert export.checksum in listed
    assert COPY.hook in shown
    assert export.checksum in shown


@pytest.mark.usefixtures("ready")
def test_a_viewer_looks_and_takes_nothing(client: Visitor, vic: User, page: str, session: Session) -> None:
    sign_in(client, vic)
    assert "data-download" not in client.get(page).text
    assert client.post(page, data={"seen": "x"}).status_code == 403
    assert session.scalars(select(Export)).all() == []


def test_outsiders_learn_nothing(client: Visitor, session: Session, charlie: User, bob: User, page: str) -> None:
    sign_in(client, bob)
    client.post(f"{page}/feeds", data={"name": "手机", "persona": ""})
    feed = session.scalars(select(FeedToken)).one()
    sign_in(client, charlie)
    assert {client.get(page + path).status_code for path in ("", "/history", "/history/1", "/feeds")} == {404}
    assert {client.post(page + path).status_code for path in ("", "/feeds", f"/feeds/{feed.id}/revoke")} == {404}
    assert feed.revoked_at is None


def test_the_number_of_queries_does_not_grow_with_the_rows(
    editor: Visitor, session: Session, workspace: Workspace, page: str, ready: ContentItem
) -> None:
    few = reads_of(editor, page)
    for _ in range(5):
        item = write(session, make_item(session, workspace.column, clock.now()), COPY, workspace.editor, clock.now())
        approved(session, workspace, item, clock.now())
    assert reads_of(editor, page) == few > 0
