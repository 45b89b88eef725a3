"""What the columns of a file of numbers are taken for, and how that is remembered."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.tables.reading import tables_of
from app.core.transactions import transaction
from app.feedback import imports
from app.feedback.mapping import guessed, looks_daily
from app.feedback.meanings import Meaning
from app.feedback.verdicts import Verdict
from app.models import Community, HeadingMapping
from tests.factories import Workspace as House
from tests.factories import make_workspace
from tests.threads import Call, at_once

DAYS = {
    "unpadded": ("2027/1/8", "2027/1/9", "2027/1/10", "2027/1/11"),
    "padded": ("2027-01-08", "2027-01-09", "2027-01-10", "2027-01-11"),
    "chinese": ("2027年1月8日", "2027年1月9日", "2027年1月10日", "2027年1月11日"),
    "day first": ("30/1/2027", "31/1/2027", "1/2/2027", "2/2/2027"),
}


@pytest.mark.parametrize("days", DAYS.values(), ids=DAYS)
@pytest.mark.parametrize(("counts", "daily"), [((100, 150, 180, 200), False), ((100, 20, 15, 9), True)])
def test_totals_that_grow_are_not_taken_for_numbers_of_single_days_however_days_are_written(
    days: tuple[str, ...], counts: tuple[int, ...], daily: bool
) -> None:
    rows = [f"{uid},{day},{count}" for uid in "ab" for day, count in zip(days, counts, strict=True)]
    (table,) = tables_of("\n".join(["uid,日期,阅读", *reversed(rows)]).encode())
    assert looks_daily(table, guessed(table)) is daily


@pytest.mark.parametrize(("views", "likes"), [(7, None), (None, 7)])
def test_an_empty_last_cell_of_a_workbook_is_no_sign_of_a_file_that_was_cut(
    session: Session, workspace: House, now: datetime, views: int | None, likes: int | None
) -> None:
    book, file = Workbook(), BytesIO()
    for row in (("uid", "阅读", "点赞"), ("a" * 32, 9, 1), ("b" * 32, views, likes)):
        book.active.append(row)
    book.save(file)
    kept = imports.keep_upload(
        session, workspace.community, "a.xlsx", file.getvalue(), actor=workspace.editor, now=now
    )
    plan = imports.dry_run(session, workspace.community, kept.id, now=now)
    assert [judged.verdict for judged in plan.rows] == [Verdict.REFUSED, Verdict.REFUSED]
    first, last = (judged.reason for judged in plan.rows)
    assert first == last


def test_two_who_say_at_once_what_the_same_headings_mean_are_both_heard(own_app: Flask, now: datetime) -> None:
    with own_app.app_context(), transaction() as session:
        workspace = make_workspace(session, now)
        house = workspace.community.id
        files = [
            imports.keep_upload(
                session, workspace.community, "a.csv", b"number,what\na,1\n", actor=workspace.editor, now=now
            ).id
            for _file in range(4)
        ]
    at_once(own_app, *(_says(house, file, now) for file in files))
    with own_app.app_context(), transaction() as session:
        (row,) = session.scalars(select(HeadingMapping)).all()
        assert row.meanings["places"] == {"uid": 0, "views": 1}


def _says(house: int, file: int, now: datetime) -> Call:
    def call(session: Session) -> None:
        community = session.get_one(Community, house)
        choices = imports.find(session, community, file).choices.model_copy(
            update={"places": {Meaning.UID: 0, Meaning.VIEWS: 1}}
        )
        imports.choose(session, community, file, choices, now=now)

    return call
