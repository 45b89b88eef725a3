"""Which persona or column a cell of a table names, and what becomes of the row a file was cut in."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.imports import service as imports
from app.imports.judging import Verdict
from app.imports.problems import Problem
from app.imports.service import DryRun
from app.replies.transfer import service as replies
from app.uploads.names import Names
from tests.factories import Workspace, make_column, make_persona

HEAD = "日期,画像,栏目,标题"


def planned(session: Session, workspace: Workspace, now: datetime, text: str) -> DryRun:
    kept = imports.keep_upload(
        session, workspace.community, "plan.csv", text.encode(), actor=workspace.editor, now=now
    )
    return imports.dry_run(session, workspace.community, kept.id, now=now)


@pytest.mark.parametrize(("text", "found"), [
    ("宝妈（二胎）", 2), ("宝妈(二胎)", 2), ("宝妈（新手）", 1), ("new-mums", 1), ("NEW_MUMS", 1), ("宝爸（周末）", 3),
    ("宝妈", None), ("宝妈（三胎）", None), ("（三胎）", None), ("", None),
])
def test_a_name_is_found_by_what_tells_it_from_the_others(text: str, found: int | None) -> None:
    names = Names.of([(1, ("new-mums", "宝妈（新手）")), (2, ("宝妈（二胎）",)), (3, ("宝爸",)), (4, ("（备用）",))])
    assert names.get(text) == found


def test_a_row_is_for_the_persona_and_column_it_names_though_only_brackets_differ(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    for number, which in enumerate(("新手", "二胎")):
        persona = make_persona(session, workspace.community, now, key=f"mums-{number}", name=f"宝妈（{which}）")
        for each in ("周一", "周五"):
            make_column(session, persona, workspace.voice, now, key=f"paper-{each}", name=f"早报（{each}）")
    session.expire_all()
    text = f"{HEAD}\n2026-09-15,宝妈（二胎）,早报（周五）,一\n2026-09-16,宝妈,,二\n2026-09-17,宝妈（新手）,早报,三\n"
    sure, unsure, loose = planned(session, workspace, now, text).rows
    assert sure.post is not None
    assert sure.post.column is not None
    assert (sure.post.persona.name, sure.post.column.name) == ("宝妈（二胎）", "早报（周五）")
    assert [said.code for said in unsure.said] == [Problem.LIKE_PERSONA]
    assert [said.code for said in loose.said] == [Problem.LIKE_COLUMN]


def test_a_reply_is_for_the_persona_it_names_though_only_brackets_differ(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    personas = {
        which: make_persona(session, workspace.community, now, key=which, name=f"宝妈（{which}）")
        for which in ("first", "second")
    }
    text = "场景,画像,话术\n售后,宝妈（second）,可以退，放心。\n"
    kept = replies.keep_upload(
        session, workspace.community, "话术.csv", text.encode(), actor=workspace.editor, now=now
    )
    (judged,) = replies.dry_run(session, workspace.community, kept.id, now=now).rows
    assert judged.row.card is not None
    assert judged.row.card.persona_id == personas["second"].id


def test_the_row_a_calendar_was_cut_in_stays_out(session: Session, workspace: Workspace, now: datetime) -> None:
    text = '日期,画像,正文\n2026-09-15,新手妈妈,"第一条说完了"\n2026-09-16,新手妈妈,"第二条说到一'
    plan = planned(session, workspace, now, text)
    assert plan.ready == (2,)
    cut = plan.rows[1]
    assert (cut.verdict, [said.code for said in cut.said]) == (Verdict.REFUSED, [Problem.CUT])
    accepted = imports.accept(
        session, workspace.community, plan.upload.kept.id, [2, 3], actor=workspace.editor, now=now
    )
    assert (accepted.items, [judged.line for judged in accepted.lost]) == (1, [3])
