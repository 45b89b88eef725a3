"""Libraries in JSON that somebody made to break something, and choices that hold the sign between choices."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.replies.transfer import service, variable_lines
from app.replies.transfer.json_table import JsonUnusable
from app.replies.transfer.problems import Problem
from content_calendar.replies.variables import Variable, VariableKind
from tests.factories import Workspace

BUNDLE = '{"qunbi_replies": 1, "community": "a", "replies": [{"key": "a", "scenario": "welcome", "body": %s}]}'


def plan_of(session: Session, workspace: Workspace, now: datetime, text: str) -> service.DryRun:
    kept = service.keep_upload(session, workspace.community, "a.json", text.encode(), actor=workspace.editor, now=now)
    session.expire_all()
    return service.dry_run(session, workspace.community, kept.id, now=now)


@pytest.mark.parametrize("text", [
    '{"words": "a", "more": ' + "[" * 460 + "]" * 460 + "}", '{"a": ' * 600 + '{"words": "a"}' + "}" * 600,
    BUNDLE % ("[" * 700 + "]" * 700),
])
def test_a_file_nested_without_end_is_refused(session: Session, workspace: Workspace, now: datetime, text: str) -> None:
    with pytest.raises(JsonUnusable):
        plan_of(session, workspace, now, text)


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999"])
def test_numbers_no_database_keeps_are_words(session: Session, workspace: Workspace, now: datetime, value: str) -> None:
    (judged,) = plan_of(session, workspace, now, BUNDLE % value).rows
    assert judged.row.words == value


def test_half_a_character_keeps_out_its_row_alone_and_every_page_can_be_shown(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    text = '[{"scenario": "welcome", "words": "\\ud83d 嗨"}, {"scenario": "welcome", "words": "欢迎你", "\\ud83d": 1}]'
    plan = plan_of(session, workspace, now, text)
    for line in plan.upload.table.lines:
        assert "".join(line.cells).encode()
    half, whole = plan.rows
    assert [said.code for said in half.said] == [Problem.CONTROL_CHARACTER]
    assert plan.new == (whole.line,)


@pytest.mark.parametrize("variable", [
    Variable(name="份量", kind=VariableKind.CHOICE, choices=("1/2 份", "整份")),
    Variable(name="口味", kind=VariableKind.CHOICE, choices=("甜|咸", "辣"), required=False),
    Variable(name="说明", default="甲|乙"), Variable(name="容量", kind=VariableKind.FACT, fact="容量/杯"),
])
def test_a_declared_blank_is_read_back_as_it_was_written(variable: Variable) -> None:
    assert variable_lines.read(variable_lines.written([variable])) == ((variable,), ())


@pytest.mark.parametrize("cell", ["口味|选项||甜/咸", "口味｜选项｜｜甜/咸", "口味 | 选项 |  | 甜 / 咸"])
def test_a_declared_blank_is_read_however_its_parts_are_set_apart(cell: str) -> None:
    ((variable,), problems) = variable_lines.read(cell)
    assert (variable.name, variable.choices, problems) == ("口味", ("甜", "咸"), ())
