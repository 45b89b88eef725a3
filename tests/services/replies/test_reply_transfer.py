"""A library kept elsewhere becomes templates: read, judged, taken in whole, taken back."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.tables.table import MAX_BYTES, FileUnusable
from app.library import service as library
from app.models import ContentItem, ReplyTemplate
from app.replies import service as replies
from app.replies.cards import Card, card_of
from app.replies.transfer import files, service, taking
from app.replies.transfer.blanks import translated, uncertain
from app.replies.transfer.choices import asked_scenarios
from app.replies.transfer.fields import Field
from app.replies.transfer.judging import Verdict
from app.replies.transfer.problems import Problem
from content_calendar.content import Copy
from content_calendar.replies.braces import BraceFault
from content_calendar.replies.variables import Variable, VariableKind
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import State
from tests.factories import Workspace, approved

HEAD = "分组,适用人群,标题,话术内容,快捷码"
LONG = "{昵称}，这款杯子确实比超市的贵一些，贵在材质和售后，家里那个还能用的话先不急着换，想好了随时来找我。"


def plan_of(session: Session, workspace: Workspace, now: datetime, content: bytes | str) -> service.DryRun:
    raw = content.encode() if isinstance(content, str) else content
    kept = service.keep_upload(session, workspace.community, "话术.csv", raw, actor=workspace.editor, now=now)
    return service.dry_run(session, workspace.community, kept.id, now=now)


def take_new(session: Session, workspace: Workspace, now: datetime, plan: service.DryRun) -> int:
    done = service.accept(session, workspace.community, plan.upload.kept.id, plan.new, actor=workspace.editor, now=now)
    return done.items


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ReplyTemplate)) or 0


def codes(plan: service.DryRun, line: int) -> list[str]:
    judged = next(one for one in plan.rows if one.line == line)
    return [str(said.code.value) for said in judged.said]


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("{昵称}您好", "{昵称}您好"), ("{{ name }} hi", "{name} hi"), ("[昵称]，#产品#到了", "{昵称}，{产品}到了"),
        ("${截止时间}前", "{截止时间}前"), ("｛昵称｝", "{昵称}"), ("[微笑][玫瑰]收到", "[微笑][玫瑰]收到"),
        ("#断奶日记# 第三天", "#断奶日记# 第三天"), ("{{ user.name }}", "{{ user.name }}"),
        ("{% for x in y %}", "{% for x in y %}"), ("{>售后入口}", "{>售后入口}"), ("#" * 4000, "#" * 4000),
    ],
)
def test_blanks_of_other_tools_become_ours_and_emoticons_stay(written: str, ours: str) -> None:
    assert translated(written, {}) == ours


def test_what_stands_in_brackets_is_asked_about_and_means_what_was_said() -> None:
    text = "[小名]今天来[微笑]，[链接]"
    assert uncertain([text]) == (("小名", 1, False), ("链接", 1, True))
    meant = {"小名": VariableKind.TEXT, "链接": None}
    assert translated(text, meant) == "{小名}今天来[微笑]，[链接]"


def test_a_table_becomes_drafts_with_cards_and_goes_back(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    table = (
        f"{HEAD}\n价格异议,老客户、新客,嫌贵,[昵称]，今天{{{{价格}}}}是最低的了,JG01\n"
        ",通用,,不买也没关系，先把家里的用完。,\n售后/退换货,,怎么退,七天内都能退，把单号发我。,"
    )
    plan = plan_of(session, workspace, now, table)
    assert [judged.verdict for judged in plan.rows] == [Verdict.NEW] * 3
    assert count(session) == 0
    assert take_new(session, workspace, now, plan) == 3
    first, second, third = session.scalars(select(ContentItem).where(ContentItem.import_key.is_not(None))).all()
    card = card_of(first)
    assert first.state is State.DRAFT
    assert first.current_revision
    assert first.current_revision.copy() == Copy(title="嫌贵", body="{昵称}，今天{价格}是最低的了")
    assert set(card.member_states) == {MemberState.NEWCOMER, MemberState.LOYAL}
    assert (card.variables, card.short_code) == ((Variable(name="昵称"), Variable(name="价格")), "jg01")
    assert card_of(second).scenario is Scenario.PRICE
    assert card_of(third).scenario is Scenario.AFTER_SALES
    library.submit(session, first, actor=workspace.editor, now=now)
    archived, left = taking.undo(session, workspace.community, plan.upload.kept.id, actor=workspace.editor, now=now)
    assert (archived, left) == (2, 1)
    states = select(ContentItem.state).where(ContentItem.import_key.is_not(None))
    assert session.scalars(states).all() == [State.IN_REVIEW]


def test_the_same_file_brings_nothing_twice_and_may_come_again_after_its_undo(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    table = f"{HEAD}\n售后,,,七天内都能退，把单号发我就行。,\n售后,,,七天内都能退，把单号发我就行。,"
    plan = plan_of(session, workspace, now, table)
    assert codes(plan, 3) == [Problem.SAID_TWICE]
    assert take_new(session, workspace, now, plan) == 1
    again = plan_of(session, workspace, now, table)
    assert codes(again, 2) == [Problem.IN_LIBRARY]
    with pytest.raises(service.RowsChanged):
        service.accept(session, workspace.community, plan.upload.kept.id, [2], actor=workspace.editor, now=now)
    taking.undo(session, workspace.community, plan.upload.kept.id, actor=workspace.editor, now=now)
    assert plan_of(session, workspace, now, table).new == (2,)


def test_one_line_that_cannot_come_keeps_all_out(session: Session, workspace: Workspace, now: datetime) -> None:
    plan = plan_of(session, workspace, now, f"{HEAD}\n售后,,,可以退的。,\n售后,,,,")
    with pytest.raises(service.RowsChanged):
        service.accept(session, workspace.community, plan.upload.kept.id, [2, 3], actor=workspace.editor, now=now)
    assert count(session) == 0


def test_a_near_duplicate_comes_only_when_asked_for_as_another_wording(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    there = replies.create(
        session, workspace.community, Card(scenario=Scenario.PRICE, variables=(Variable(name="昵称"),)),
        Copy(body=LONG), actor=workspace.editor, now=now,
    )
    like = LONG.replace("确实", "的确")
    plan = plan_of(session, workspace, now, f"{HEAD}\n价格异议,,,{like},\n价格异议,,,{LONG},")
    assert [judged.verdict for judged in plan.rows] == [Verdict.NEAR, Verdict.KNOWN]
    assert plan.rows[0].near
    assert plan.rows[0].near.item_id == there.id
    assert plan.new == ()
    service.accept(session, workspace.community, plan.upload.kept.id, [2], actor=workspace.editor, now=now)
    answers = session.scalars(select(ReplyTemplate.answer)).all()
    assert len(answers) == 2
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("{{ config.items() }}看看", BraceFault.ENGINE), ("{% import os %}你好", BraceFault.ENGINE),
        ("少一半{昵称的你好", BraceFault.STRAY), ("", Problem.NO_WORDS), ("嗨" * 10_001, Problem.TOO_LONG),
        ("响铃\x07", Problem.CONTROL_CHARACTER), ("".join(f"{{v{n}}}" for n in range(900)), BraceFault.TOO_MANY),
    ],
)
def test_words_that_cannot_stand_are_refused_with_a_reason(
    session: Session, workspace: Workspace, now: datetime, words: str, code: str
) -> None:
    plan = plan_of(session, workspace, now, f"场景,话术,名称\n售后,{words},甲\n售后,在的，您说。,乙")
    assert codes(plan, 2)[0] == code
    assert plan.new == (3,)


def test_ten_thousand_variables_and_five_thousand_near_alike_rows_are_read(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    body = "\n".join(f"售后,{LONG}{{变量甲{n}}}{{变量乙{n}}}" for n in range(5_000))
    plan = plan_of(session, workspace, now, f"场景,话术\n{body}")
    assert plan.tally[Verdict.NEW] + plan.tally[Verdict.NEAR] == 5_000


def test_names_nobody_knows_are_asked_for_and_then_understood(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    plan = plan_of(session, workspace, now, "分组,状态,话术\n夸夸群,铁粉,今天也要开心。\n夸夸群,,在的。\n")
    assert plan.tally[Verdict.REFUSED] == 2
    choices = plan.upload.choices
    assert asked_scenarios(plan.upload.rows, choices) == (("夸夸群", 2),)
    said = choices.model_copy(update={"scenarios": {"夸夸群": Scenario.CLOSING}, "states": {"铁粉": MemberState.LOYAL}})
    service.choose(session, workspace.community, plan.upload.kept.id, said)
    again = service.dry_run(session, workspace.community, plan.upload.kept.id, now=now)
    assert again.new == (2, 3)
    assert again.rows[0].row.card
    assert again.rows[0].row.card.member_states == (MemberState.LOYAL,)


def test_without_a_column_the_scenario_is_recognised_by_the_words(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    plan = plan_of(session, workspace, now, "问题,答案\n怎么退货退款,把单号发我，我来安排退款。\n,一二三四\n")
    assert plan.rows[0].row.card
    assert plan.rows[0].row.card.scenario is Scenario.AFTER_SALES
    assert codes(plan, 3) == [Problem.NO_SCENARIO]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_tables_come_in_any_encoding_spreadsheets_save(
    session: Session, workspace: Workspace, now: datetime, encoding: str
) -> None:
    plan = plan_of(session, workspace, now, "场景,话术\n售后,您好，我在。\n".encode(encoding))
    assert plan.rows[0].row.words == "您好，我在。"


def test_a_workbook_with_formulas_brings_values_alone(session: Session, workspace: Workspace, now: datetime) -> None:
    book = Workbook()
    for row in (["话术库", None], ["场景", "话术"], ["售后", "可以退。"], ["售后", '=HYPERLINK("http://x","点我")']):
        book.active.append(row)
    file = BytesIO()
    book.save(file)
    plan = plan_of(session, workspace, now, file.getvalue())
    assert plan.rows[0].verdict is Verdict.NEW
    assert codes(plan, 4) == [Problem.NO_WORDS]


@pytest.mark.parametrize(
    "document",
    [
        [{"category": "售后", "answer": "可以退。", "tags": ["x"]}],
        {"replies": [{"category": "售后", "answer": "可以退。"}]},
        {"售后": ["可以退。"], "欢迎语": []},
        {"data": {"售后": [{"text": "可以退。"}], "价格": []}},
    ],
)
def test_json_of_many_shapes_is_a_table(
    session: Session, workspace: Workspace, now: datetime, document: object
) -> None:
    plan = plan_of(session, workspace, now, json.dumps(document, ensure_ascii=False))
    assert [(one.row.words, one.row.card.scenario if one.row.card else None) for one in plan.rows] == [
        ("可以退。", Scenario.AFTER_SALES)
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\x00\x01\x02", b"PK\x03\x04 no archive", b'[{"words": "cut', b"[" * 100_000, b'{"a": 1}', b"[]",
        "话术\n半个字".encode()[:-1], b"x" * (MAX_BYTES + 1), b"\xd0\xcf\x11\xe0 old",
    ],
)
def test_files_nobody_can_read_say_why(session: Session, workspace: Workspace, now: datetime, content: bytes) -> None:
    with pytest.raises(FileUnusable) as refused:
        plan_of(session, workspace, now, content)
    assert refused.value.cause
    assert refused.value.remedy


def test_the_last_row_of_a_table_that_is_cut_stays_out(session: Session, workspace: Workspace, now: datetime) -> None:
    plan = plan_of(session, workspace, now, '场景,话术\n售后,"可以退。"\n售后,"再等')
    assert plan.new == (2,)
    assert codes(plan, 3) == [Problem.CUT]


@pytest.mark.parametrize("kind", [files.Kind.CSV, files.Kind.XLSX, files.Kind.JSON, files.Kind.BUNDLE])
def test_what_was_approved_leaves_and_is_known_when_it_comes_back(
    session: Session, workspace: Workspace, now: datetime, kind: files.Kind
) -> None:
    card = Card(
        scenario=Scenario.PRICE, member_states=(MemberState.LOYAL,), short_code="jgyy", voice_id=workspace.voice.id,
        variables=(Variable(name="昵称"), Variable(name="金额", kind=VariableKind.MONEY, default="39")),
    )
    good = replies.create(
        session, workspace.community, card, Copy(body="{昵称}，今天{金额}，家里够用就先不买。"), actor=workspace.editor,
        now=now,
    )
    replies.create(
        session, workspace.community, Card(scenario=Scenario.PRICE), Copy(body="没有人同意过的话。"),
        actor=workspace.editor, now=now,
    )
    approved(session, workspace, good, now)
    made = files.export(session, workspace.community, kind, actor=workspace.editor, now=now)
    assert made.replies == 1
    back = plan_of(session, workspace, now, made.content)
    assert [judged.verdict for judged in back.rows] == [Verdict.KNOWN]
    assert "没有人同意过" not in made.content.decode(errors="replace")
    read = back.rows[0].row.card
    assert read
    assert (read.variables, read.member_states, read.voice_id) == (card.variables, card.member_states, card.voice_id)


def test_no_cell_of_an_exported_table_is_a_formula(session: Session, workspace: Workspace, now: datetime) -> None:
    words = "=1+1，您看这样算对不对？"
    item = replies.create(
        session, workspace.community, Card(scenario=Scenario.PRICE), Copy(title="+86", body=words),
        actor=workspace.editor, now=now,
    )
    approved(session, workspace, item, now)
    made = files.export(session, workspace.community, files.Kind.CSV, actor=workspace.editor, now=now)
    text = made.content.decode("utf-8-sig")
    assert ",=1" not in text
    assert "'=1+1" in text
    assert Field.WORDS.label("zh") in text or Field.WORDS.label("en") in text
