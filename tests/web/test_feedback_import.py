"""Files of numbers: what is understood, what is held back, and that nothing is counted twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import clock
from app.feedback import service as feedback
from app.models import ContentItem, FeedbackImport, FeedbackRecord, PostStanding, User
from content_calendar.vocabulary import Counter
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, write
from tests.replies import approved_reply

MONTH = timedelta(days=30)


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/insights/import"


@pytest.fixture
def item(session: Session, workspace: Workspace) -> ContentItem:
    """An approved post whose time passed a month ago; that it went out is for its numbers to prove."""
    slot = clock.now() - MONTH
    before = slot - timedelta(days=2)
    item = make_item(session, workspace.column, before, slot_at=slot)
    return approved(session, workspace, write(session, item, COPY, workspace.editor, before), before)


def upload(editor: Visitor, page: str, content: str | bytes, encoding: str = "utf-8") -> TestResponse:
    """Send the file; the answer is the dry run, or the page with what is wrong."""
    raw = content if isinstance(content, bytes) else content.encode(encoding)
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="numbers.csv"\r\n\r\n'
    body = head + raw + b"\r\n--edge--\r\n"
    return editor.post(page, data=body, content_type="multipart/form-data; boundary=edge")


def applied(editor: Visitor, page: str, content: str | bytes, *, held: bool = False) -> int:
    """Upload, look, apply; the status of the last answer."""
    place = upload(editor, page, content).location
    assert editor.get(place).status_code == 200
    return editor.post(place, data={"held": "y"} if held else {}).status_code


def records(session: Session) -> list[FeedbackRecord]:
    return list(session.scalars(select(FeedbackRecord).order_by(FeedbackRecord.id)))


@pytest.mark.parametrize(
    ("header", "encoding", "delimiter"),
    [
        ("uid,views,likes", "utf-8", ","), ("uid,阅读,点赞", "utf-8-sig", ","), ("编号,阅读量,点赞数", "gb18030", ","),
        ("UID;Views;Likes", "utf-8", ";"), ("uid\t浏览量\t赞", "utf-16", "\t"), ("ｕｉｄ, View s ,LIKES", "utf-8", ","),
    ],
)
def test_headings_encodings_and_delimiters_are_understood(
    editor: Visitor, session: Session, page: str, item: ContentItem, header: str, encoding: str, delimiter: str
) -> None:
    content = f"{header}\r\n{delimiter.join((item.uid, '1200', '34'))}\r\n"
    assert applied(editor, page, content.encode(encoding)) == 303
    (record,) = records(session)
    assert (record.views, record.likes, record.source, item.state) == (1200, 34, "csv", State.PUBLISHED)


def test_a_reply_template_is_not_published_by_a_file(
    editor: Visitor, session: Session, page: str, workspace: Workspace
) -> None:
    reply = approved_reply(session, workspace, clock.now() - MONTH)
    place = upload(editor, page, f"uid,views\n{reply.uid},10\n").location
    shown = editor.get(place).get_data(as_text=True)
    assert "这是一条话术" in shown
    assert "话术台" in shown
    editor.post(place, data={"held": "y"})
    assert (records(session), reply.state) == ([], State.APPROVED)
    assert reply.uid not in editor.get(f"{page}/template.csv").get_data(as_text=True)


def test_a_dry_run_saves_nothing(editor: Visitor, session: Session, page: str, item: ContentItem) -> None:
    editor.get(upload(editor, page, f"uid,views\n{item.uid},10\n").location)
    assert (records(session), item.state) == ([], State.APPROVED)


def test_the_filled_in_template_comes_back_as_it_left(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    item.state = State.EXPORTED
    session.flush()
    lines = editor.get(f"{page}/template.csv").data.decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{item.uid},{COPY.hook}")
    filled = lines[1].rstrip(",") + ",,321" + "," * 9
    assert applied(editor, page, "\ufeff" + "\r\n".join([lines[0], filled])) == 303
    assert [record.views for record in records(session)] == [321]


@pytest.mark.parametrize("dated", [False, True])
def test_the_same_file_twice_changes_nothing(
    editor: Visitor, session: Session, page: str, item: ContentItem, dated: bool
) -> None:
    day = clock.now().date().isoformat()
    content = f"uid,日期,views\n{item.uid},{day if dated else ''},10\n"
    for _ in range(2):
        assert applied(editor, page, content, held=True) == 303
    assert len(records(session)) == 1


@pytest.mark.usefixtures("item")
def test_one_upload_is_applied_once(editor: Visitor, session: Session, page: str, item: ContentItem) -> None:
    place = upload(editor, page, f"uid,views\n{item.uid},10\n").location
    assert [editor.post(place).status_code for _ in range(2)] == [303, 409]
    assert len(records(session)) == 1
    assert "这个文件已导入" in editor.get(place).text


@pytest.mark.parametrize("cell", ["1,234", "1 234", "1，234", "１２３４", "1.234k", "0.1234万", "1234.0", " 1234 "])
def test_numbers_are_read_as_people_write_them(
    editor: Visitor, session: Session, page: str, item: ContentItem, cell: str
) -> None:
    assert applied(editor, page, f'uid,views\n{item.uid},"{cell}"\n') == 303
    assert [record.views for record in records(session)] == [1234]


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", "12abc", "1.5", "-1", "٣", "1e3", "1,23", "∞", "NaN"])
def test_what_is_no_number_is_refused_with_its_line(
    editor: Visitor, session: Session, page: str, item: ContentItem, cell: str
) -> None:
    place = upload(editor, page, f'uid,views\n{item.uid},"{cell}"\n').location
    shown = editor.get(place).text
    assert "不能导入" in shown
    assert "不是整数" in shown
    assert editor.post(place).status_code == 303
    assert (records(session), item.state) == ([], State.APPROVED)


def test_each_refusal_says_why(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    draft = write(session, make_item(session, workspace.column, clock.now()), COPY, workspace.editor, clock.now())
    rows = (f"{'0' * 32},1,0,", f"{draft.uid},1,0,", f"{item.uid},1,5,", f"{item.uid},9,0,2099-01-01", ",3,0,")
    shown = editor.get(upload(editor, page, "uid,views,likes,date\n" + "\n".join(rows)).location).text
    for reason in ("没有这个编号", "还没有通过审核并发出", "点赞", "数据时间在未来"):
        assert reason in shown


@pytest.mark.parametrize("day", ["0001-01-01", "0001年1月1日", "0001-01-01T00:00+14:00", "1999-12-31", "9999-12-31"])
def test_a_date_of_no_known_year_is_refused_on_the_dry_run_and_applied_by_nobody(
    editor: Visitor, session: Session, page: str, item: ContentItem, day: str
) -> None:
    place = upload(editor, page, f"uid,views,date\n{item.uid},10,{day}\n").location
    shown = editor.get(place).text
    assert "不能导入" in shown
    assert "2000" in shown
    assert editor.post(place, data={"held": "y"}).status_code == 303
    assert records(session) == []


def test_a_row_older_than_the_post_or_of_one_still_ahead_is_refused(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    ahead = approved(session, workspace, workspace.item, clock.now())
    day = (clock.now() - 2 * MONTH).date().isoformat()
    place = upload(editor, page, f"uid,views,date\n{item.uid},10,{day}\n{ahead.uid},10,\n").location
    shown = editor.get(place).text
    for reason in ("数据时间早于这条内容", "还没到时间", "(Asia/Shanghai)", "标记已发布"):
        assert reason in shown
    assert editor.post(place, data={"held": "y"}).status_code == 303
    assert (records(session), item.state, ahead.state) == ([], State.APPROVED, State.APPROVED)


def test_falling_counters_wait_for_a_word(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    before = clock.now() - timedelta(hours=1)
    reading = feedback.Reading({Counter.VIEWS: 500}, before, "manual")
    feedback.record_feedback(session, item, reading, actor=workspace.editor, now=before)
    content = f"uid,views\n{item.uid},400\n"
    shown = editor.get(upload(editor, page, content).location).text
    assert "待确认" in shown
    assert "从 500 降到 400" in shown
    assert applied(editor, page, content) == 303
    assert [record.views for record in records(session)] == [500]
    assert applied(editor, page, content, held=True) == 303
    assert [record.views for record in records(session)] == [500, 400]


def test_an_older_reading_only_completes_the_past(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    feedback.record_feedback(
        session, item, feedback.Reading({Counter.VIEWS: 500}, clock.now(), "manual"), actor=workspace.editor,
        now=clock.now(),
    )
    day = (clock.now() - MONTH / 2).date().isoformat()
    shown = editor.get(upload(editor, page, f"uid,views,date\n{item.uid},400,{day}\n").location).text
    assert "只会补全历史" in shown


def test_two_lines_about_one_post_are_not_both_taken(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    assert applied(editor, page, f"uid,views\n{item.uid},10\n{item.uid},20\n") == 303
    assert [record.views for record in records(session)] == [10]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "没有任何数据"), (b"views\n3\n", "uid"), (b"uid,title\nx,y\n", "没有任何数据"),
        (b"uid,views,views\nx,1,2\n", "views"), ("uid,阅读\nx,一".encode()[:-1], "少了一部分"),
        (b"uid,views\n", "没有任何数据"), (b"\x00\x01\x02PK", "文本表格"), (b"uid,views\n\xff\xff\xff", "UTF-8"),
        (b"uid,views\n" + b"x,1\n" * 50_051, "50000"), (b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
        (b'uid,views\n"' + b"x" * 200_000 + b'",1\n', "无法作为表格"), (b"\xff\xfeu", "UTF-8"),
    ],
)
def test_an_unusable_file_is_explained(
    editor: Visitor, session: Session, page: str, content: bytes, said: str
) -> None:
    answer = upload(editor, page, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(FeedbackImport)).all() == []


def test_no_file_is_explained_too(editor: Visitor, page: str) -> None:
    assert editor.post(page, data={}).status_code == 422
    assert editor.post(page, data={"file": "just text"}).status_code == 422


def test_an_upload_belongs_to_its_community(
    editor: Visitor, client: Visitor, page: str, item: ContentItem, workspace: Workspace, charlie: User
) -> None:
    place = upload(editor, page, f"uid,views\n{item.uid},10\n").location
    elsewhere = place.replace(f"/c/{workspace.community.id}/", f"/c/{workspace.elsewhere.id}/")
    sign_in(client, charlie)
    assert [client.get(place).status_code, client.get(elsewhere).status_code] == [404, 404]
    assert client.post(elsewhere).status_code == 404


def test_what_nobody_applied_is_forgotten_after_a_week(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    content = f"uid,views\n{item.uid},10\n"
    upload(editor, page, content)
    (left,) = session.scalars(select(FeedbackImport)).all()
    left.created_at = clock.now() - timedelta(days=8)
    session.flush()
    upload(editor, page, content)
    assert len(session.scalars(select(FeedbackImport)).all()) == 1


def test_of_what_was_applied_the_rows_go_after_a_week(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    content = f"uid,views\n{item.uid},10\n"
    place = upload(editor, page, content).location
    assert editor.post(place).status_code == 303
    (done,) = session.scalars(select(FeedbackImport)).all()
    done.created_at = clock.now() - timedelta(days=8)
    session.flush()
    upload(editor, page, content)
    session.refresh(done)
    assert (done.cells, done.accepted_at is not None) == ([], True)
    answer = editor.get(place)
    assert (answer.status_code, "不再保留" in answer.text) == (409, True)


def test_a_counter_the_file_does_not_mention_stays_as_it_was(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    before = clock.now() - timedelta(hours=1)
    reading = feedback.Reading({Counter.VIEWS: 500, Counter.CLICKS: 9, Counter.SHARES: 2}, before, "manual")
    feedback.record_feedback(session, item, reading, actor=workspace.editor, now=before)
    assert applied(editor, page, f"uid,views,shares\n{item.uid},600,\n") == 303
    standing = session.get_one(PostStanding, item.id, populate_existing=True)
    assert (standing.views, standing.clicks, standing.shares) == (600, 9, 2)
