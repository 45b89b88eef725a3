"""The days of a community: ignored and spoken of, marked, changed and taken away, brought from a file."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Community, MarkedDay
from content_calendar.vocabulary import DayKind
from tests.browser import Visitor


@pytest.fixture
def root(community: Community) -> str:
    return f"/c/{community.id}/calendar/days"


@pytest.fixture
def coming(now: datetime) -> date:
    return now.date() + timedelta(days=30)


def marked(session: Session) -> list[tuple[date, DayKind, str]]:
    rows = session.scalars(select(MarkedDay).order_by(MarkedDay.on, MarkedDay.id))
    return [(row.on, row.kind, row.name) for row in rows]


def test_an_occasion_is_ignored_and_spoken_of_again(editor: Visitor, community: Community, root: str) -> None:
    version = community.version
    assert editor.post(f"{root}/ignore", data={"keys": "christmas,qixi"}).status_code == 303
    assert editor.post(f"{root}/ignore", data={"keys": "qixi"}).status_code == 303
    assert (community.ignored_occasions, community.version) == (["christmas", "qixi"], version)
    assert "days-ignored" in editor.get(f"{root}?show=festival").text
    editor.post(f"{root}/speak", data={"keys": "christmas"})
    assert community.ignored_occasions == ["qixi"]
    assert editor.post(f"{root}/ignore", data={"keys": "no-such-day"}).status_code == 404


def test_an_own_occasion_is_made_changed_and_deleted(
    editor: Visitor, session: Session, root: str, coming: date
) -> None:
    words = {"name": "群生日 <b>", "on": coming.isoformat(), "yearly": "true", "lead_days": "9"}
    assert editor.post(f"{root}/new/own", data=words).status_code == 303
    row = session.scalars(select(MarkedDay)).one()
    assert (row.yearly, row.lead_days, row.kind) == (True, 9, DayKind.OWN)
    assert "群生日 &lt;b&gt;" in editor.get(root).text
    assert editor.post(f"{root}/new/own", data=words).status_code == 422
    changed = editor.post(f"{root}/{row.id}/edit", data=words | {"name": "会员日", "version": "1"})
    assert (changed.status_code, row.name) == (303, "会员日")
    stale = editor.post(f"{root}/{row.id}/edit", data=words | {"name": "别的名字", "version": "1"})
    assert stale.status_code == 409
    assert 'value="别的名字"' in stale.text
    editor.post(f"{root}/delete", data={"ids": str(row.id)})
    assert marked(session) == []


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"on": "2027-02-30"}, {"lead_days": "61"}, {"lead_days": ""}, {"on": "1027-01-01"},
     {"name": "\x00"}, {"name": "长" * 200}, {"yearly": "sometimes"}],
)
def test_a_day_that_makes_no_sense_is_refused_and_every_word_kept(
    editor: Visitor, session: Session, root: str, fields: dict[str, str]
) -> None:
    words = {"name": "店庆", "on": "2027-05-01", "yearly": "false", "lead_days": "7"}
    answer = editor.post(f"{root}/new/own", data=words | fields)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert marked(session) == []


def test_days_without_posts_are_marked_as_a_stretch_and_deleted_as_one(
    editor: Visitor, session: Session, root: str, coming: date
) -> None:
    last = coming + timedelta(days=2)
    words = {"name": "盘点", "on": coming.isoformat(), "until": last.isoformat(), "yearly": "false"}
    editor.post(f"{root}/new/blackout", data=words)
    rows = session.scalars(select(MarkedDay)).all()
    assert [row.kind for row in rows] == [DayKind.BLACKOUT] * 3
    ids = ",".join(str(row.id) for row in rows)
    assert f'value="{ids}"' in editor.get(f"{root}?show=blackout").text
    assert editor.post(f"{root}/new/blackout", data=words | {"until": "2099-01-01"}).status_code == 422
    editor.post(f"{root}/delete", data={"ids": ids})
    assert marked(session) == []


def test_a_file_is_shown_first_and_taken_over_once(editor: Visitor, session: Session, root: str) -> None:
    text = "2027-02-06,春节,休\n2027-02-07,春节,休\n2027-02-20,春节,班\n2027-02-22,春节,班\nnonsense,,"
    shown = editor.post(f"{root}/import", data={"pasted": text, "otherwise": "skip"})
    assert shown.status_code == 200
    assert "标记这 4 天" in shown.text
    assert "本来就是工作日" in shown.text
    assert "“nonsense”不是日期" in shown.text
    assert marked(session) == []
    days = "2027-02-06\tholiday\t春节\n2027-02-20\tworkday\t春节"
    assert editor.post(f"{root}/import/accept", data={"days": days}).status_code == 303
    assert editor.post(f"{root}/import/accept", data={"days": days}).status_code == 303
    assert [row[1] for row in marked(session)] == [DayKind.HOLIDAY, DayKind.WORKDAY]
    text = "2027-02-06,除夕,班\n2027-02-20,春节,班"
    again = editor.post(f"{root}/import", data={"pasted": text, "otherwise": "skip"})
    assert "先删掉那一条" in again.text
    assert "标记这" not in again.text


@pytest.mark.parametrize("data", [{}, {"pasted": "{", "otherwise": "skip"}, {"pasted": "x", "otherwise": "<b>"}])
def test_a_file_that_cannot_be_read_is_told_on_the_form(editor: Visitor, root: str, data: dict[str, str]) -> None:
    answer = editor.post(f"{root}/import", data=data)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
