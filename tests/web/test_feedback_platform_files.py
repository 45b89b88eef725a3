"""Files as platforms write them: recognised, asked for once, matched to posts, taken as a whole."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.models import (
    ContentItem,
    FeedbackBatch,
    FeedbackRecord,
    HeadingMapping,
    MemberCount,
    PostStanding,
    UnmatchedReading,
)
from content_calendar.content import Copy
from content_calendar.vocabulary import Platform
from content_calendar.workflow import State
from tests.browser import Visitor
from tests.factories import Workspace, approved, make_item, write
from tests.replies import approved_reply
from tests.web.test_feedback_import import upload

MONTH = timedelta(days=30)
SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = Copy(title="断奶别急着定日子", hook="先看宝宝愿不愿意吃辅食", body="每天少一顿，一周看一次状态。")


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/insights/import"


@pytest.fixture
def item(session: Session, workspace: Workspace) -> ContentItem:
    """A post of a month ago."""
    return out(session, workspace, WORDS, clock.now() - MONTH)


def out(
    session: Session, workspace: Workspace, copy: Copy, slot: datetime, platform: Platform = Platform.WECHAT_GROUP
) -> ContentItem:
    before = slot - timedelta(days=2)
    item = make_item(session, workspace.column, before, slot_at=slot, platform=platform)
    return approved(session, workspace, write(session, item, copy, workspace.editor, before), before)


def records(session: Session) -> list[FeedbackRecord]:
    return list(session.scalars(select(FeedbackRecord).order_by(FeedbackRecord.line)))


def chinese(at: datetime | None) -> str:
    assert at
    return f"{at.astimezone(SHANGHAI):%Y年%m月%d日%H时%M分%S秒}"


def test_notes_of_xiaohongshu_are_read_as_its_creator_centre_writes_them(
    editor: Visitor, session: Session, page: str, workspace: Workspace
) -> None:
    item = out(session, workspace, WORDS, clock.now() - MONTH, Platform.XIAOHONGSHU)
    content = (
        "最多导出排序后前1000条笔记\r\n"
        "笔记标题,首次发布时间,体裁,曝光,观看量,封面点击率,点赞,评论,收藏,涨粉,分享,人均观看时长,弹幕\r\n"
        f"{WORDS.title},{chinese(item.slot_at)},图文,1.2万,3000,25%,120,30,40,5,12,20,0\r\n"
    )
    place = upload(editor, page, content, "gb18030").location
    assert place.endswith(tuple("0123456789")), "recognised: nothing is asked"
    assert "小红书" in editor.get(place).text
    assert editor.post(place).status_code == 303
    (record,) = records(session)
    assert (record.impressions, record.views, record.likes, record.comments, record.shares, record.joins) == (
        12_000, 3_000, 120, 30, 12, 5
    )
    assert (record.source, record.item_id, record.line) == ("csv:xiaohongshu", item.id, 3)


def test_what_is_not_known_is_asked_for_once(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    content = f"帖子编码,看到的人,喜欢的比例\n{item.uid},1000,12.5%\n"
    place = upload(editor, page, content).location
    assert place.endswith("/columns")
    assert editor.get(place.removesuffix("/columns")).status_code == 409
    assert editor.post(place, data={"heading": "0", "c-1": "views"}).status_code == 422
    said = {"heading": "0", "c-0": "uid", "c-1": "views", "c-2": "like_rate", "daily": "totals"}
    assert editor.post(place, data=said).status_code == 303
    assert editor.post(place.removesuffix("/columns")).status_code == 303
    (record,) = records(session)
    assert (record.views, record.likes) == (1000, 125)
    assert session.scalars(select(HeadingMapping)).one().meanings["places"] == {"uid": 0, "views": 1, "like_rate": 2}
    again = upload(editor, page, content.replace("1000", "1100")).location
    assert not again.endswith("/columns")


def test_numbers_of_single_days_are_noticed_and_added_up(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    assert item.slot_at
    days = [(item.slot_at + timedelta(days=day)).astimezone(SHANGHAI).date().isoformat() for day in range(4)]
    rows = "".join(f"{item.uid},{day},{views}\n" for day, views in zip(days, (500, 200, 90, 40), strict=True))
    place = upload(editor, page, f"uid,日期,阅读\n{rows}").location
    assert place.endswith("/columns")
    said = {"heading": "0", "c-0": "uid", "c-1": "observed_at", "c-2": "views", "daily": "days"}
    assert editor.post(place, data=said).status_code == 303
    assert editor.post(place.removesuffix("/columns")).status_code == 303
    assert session.get_one(PostStanding, item.id).views == 830


def test_a_row_is_matched_by_the_link_of_its_post(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    item.published_url = "https://www.example.com/p/42/?utm_source=qunbi"
    session.flush()
    content = "链接,阅读\nhttp://example.com/p/42?share_id=9,10\nhttps://example.com/p/43,11\n"
    place = upload(editor, page, content).location
    assert editor.post(place).status_code == 303
    assert [(record.item_id, record.views) for record in records(session)] == [(item.id, 10)]
    assert "待匹配" in editor.get(place).text


def test_a_person_says_once_which_post_a_row_is_about(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    content = f"标题,发布时间,阅读\n断奶，先看宝宝愿不愿意吃,{item.slot_at:%Y-%m-%d},{{}}\n"
    assert editor.post(upload(editor, page, content.format(70)).location).status_code == 303
    (waiting,) = session.scalars(select(UnmatchedReading)).all()
    desk = page.replace("/import", "/matching")
    shown = editor.get(desk).text
    assert WORDS.title in shown
    assert 'data-shortcut="1"' in shown
    assert editor.post(f"{desk}/{waiting.id}", data={"named": "nothing"}).status_code == 422
    assert editor.post(f"{desk}/{waiting.id}", data={"item_id": str(item.id)}).status_code == 303
    assert [(record.item_id, record.views) for record in records(session)] == [(item.id, 70)]
    assert editor.post(f"{desk}/{waiting.id}", data={"item_id": str(item.id)}).status_code == 409
    place = upload(editor, page, content.format(90)).location
    assert editor.post(place).status_code == 303
    assert session.get_one(PostStanding, item.id, populate_existing=True).views == 90


def test_a_row_that_is_about_none_of_ours_is_put_aside(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    editor.post(upload(editor, page, "标题,阅读\n别人的一篇很长的笔记,70\n").location)
    (waiting,) = session.scalars(select(UnmatchedReading)).all()
    desk = page.replace("/import", "/matching")
    assert editor.post(f"{desk}/{waiting.id}/aside").status_code == 303
    assert "每一行都有了对应的内容" in editor.get(desk).text
    assert (records(session), item.published_at) == ([], None)


def test_a_reply_template_is_no_candidate_and_takes_no_row(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace
) -> None:
    reply = approved_reply(session, workspace, clock.now() - MONTH)
    reply.published_at = item.slot_at
    content = f"标题,发布时间,阅读\n{reply.headline()},{item.slot_at:%Y-%m-%d},70\n"
    assert editor.post(upload(editor, page, content).location).status_code == 303
    (waiting,) = session.scalars(select(UnmatchedReading)).all()
    desk = page.replace("/import", "/matching")
    assert f'name="item_id" value="{reply.id}"' not in editor.get(desk).text
    answer = editor.post(f"{desk}/{waiting.id}", data={"named": reply.uid}, follow_redirects=True)
    assert "这是一条话术" in answer.text
    assert (records(session), reply.state, waiting.settled_at) == ([], State.APPROVED, None)


def test_the_same_file_is_known_before_anything_is_taken(
    editor: Visitor, session: Session, page: str, item: ContentItem
) -> None:
    content = f"uid,日期,阅读\n{item.uid},{clock.now():%Y-%m-%d},10\n"
    assert editor.post(upload(editor, page, content).location).status_code == 303
    place = upload(editor, page, content).location
    shown = editor.get(place).text
    assert "这个文件之前已经导入过" in shown
    assert editor.post(place).status_code == 303
    assert len(records(session)) == 1
    assert [batch.taken for batch in session.scalars(select(FeedbackBatch).order_by(FeedbackBatch.id))] == [1, 0]


@pytest.mark.parametrize("end", ["{uid}", '{uid},"12', '{uid},"1\n2'])
def test_the_last_line_of_a_file_that_was_cut_is_refused(
    editor: Visitor, session: Session, page: str, item: ContentItem, workspace: Workspace, end: str
) -> None:
    other = out(session, workspace, WORDS, clock.now() - MONTH)
    content = f"uid,阅读\n{item.uid},10\n" + end.replace("{uid}", other.uid)
    place = upload(editor, page, content).location
    assert "文件在这一行中间断了" in editor.get(place).text
    assert editor.post(place).status_code == 303
    assert [record.item_id for record in records(session)] == [item.id]


def test_the_report_names_every_row_and_runs_nothing(
    editor: Visitor, page: str, item: ContentItem
) -> None:
    content = f"uid,标题,阅读\n{item.uid},=HYPERLINK(1),10\n{'0' * 32},无,5\n{item.uid},,=1+1\n"
    place = upload(editor, page, content).location
    before = editor.get(f"{place}/report.csv")
    assert editor.post(place).status_code == 303
    rows = list(csv.reader(io.StringIO(editor.get(f"{place}/report.csv").data.decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [["2", "可导入"], ["3", "不能导入"], ["4", "不能导入"]]
    assert rows[1][4].startswith("'=")
    assert before.data.decode("utf-8-sig").count("\r\n") == len(rows)


def test_a_sheet_of_a_workbook_with_a_title_above_is_found(
    editor: Visitor, session: Session, page: str, workspace: Workspace
) -> None:
    item = out(session, workspace, WORDS, clock.now() - MONTH, Platform.LINKEDIN)
    book = Workbook()
    book.active.title = "Metrics"
    book.active.append(["Date", "Impressions"])
    sheet = book.create_sheet("All posts")
    for row in (
        ["Sum of all"], ["Post title", "Post link", "Posted by", "Created date", "Impressions", "Likes", "Clicks"],
        [WORDS.title, "", "Bob", f"{item.slot_at:%m/%d/%Y}", 400, 12, 3],
    ):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    place = upload(editor, page, file.getvalue()).location
    assert "Metrics" in editor.get(place).text
    assert editor.post(place).status_code == 303
    assert [(record.impressions, record.likes, record.clicks) for record in records(session)] == [(400, 12, 3)]


@pytest.mark.parametrize("cell", ["99999999999999999999", "2000000001", "-5", "1e9", "12.5%", "=1"])
def test_absurd_counts_are_refused(
    editor: Visitor, session: Session, page: str, item: ContentItem, cell: str
) -> None:
    place = upload(editor, page, f"uid,阅读\n{item.uid},{cell}\n").location
    assert "不能导入" in editor.get(place).text
    assert editor.post(place, data={"held": "y"}).status_code == 303
    assert records(session) == []


def test_members_are_typed_and_imported_as_a_whole(
    editor: Visitor, session: Session, page: str, workspace: Workspace
) -> None:
    here = page.replace("/import", "/members")
    today = clock.now().astimezone(ZoneInfo(workspace.community.timezone)).date()
    typed = {"day": today.isoformat(), "members": "480", "left": "3"}
    assert editor.post(f"{here}/enter", data=typed).status_code == 303
    good = f"日期,群成员总数,新增群成员数\n{today - timedelta(days=1)},1.2万,9\n{today},481,\n"
    bad = good + f"{today + timedelta(days=2)},500,1\n{today},9,1\n"
    refused = upload(editor, f"{here}/import", bad)
    assert refused.status_code == 422
    assert "第 4 行" in refused.text
    assert upload(editor, f"{here}/import", good).status_code == 303
    found = session.scalars(select(MemberCount).order_by(MemberCount.day)).all()
    assert [(count.members, count.joined, count.left) for count in found] == [(12_000, 9, None), (481, None, 3)]
