"""The pages of Insights: what an editor reads there, what can be taken away, and who may look."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import AuditEntry, User
from content_calendar.content import Copy
from content_calendar.ranking import Block
from content_calendar.vocabulary import Form
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, make_persona, write
from tests.learned import effect, learned, standing, week
from tests.statements import reads_of

FORMULA = Copy(title='=HYPERLINK("http://x")', hook="<script>alert(1)</script>", body="正文")
PAGES = ("", "/leaderboard", "/upcoming", "/prompts", "/team", "/members", "/decisions")
FILES = ("/effects.csv", "/weeks.csv", "/ranking.csv", "/prompts.csv", "/team.csv", "/members.csv")


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/insights"


def method_of(path: str) -> str:
    """Pages are read, files are taken."""
    return "POST" if path in FILES else "GET"


def table(visitor: Visitor, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(visitor.post(address).data.decode("utf-8-sig"))))


def test_what_works_is_said_first_with_its_interval_and_leads_to_its_posts(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    learned(session, workspace.persona, now)
    effect(session, workspace.persona, Block.FORM, Form.QUESTION, (1.4, 1.1, 1.8))
    effect(session, workspace.persona, Block.FORM, Form.POST, (0.6, 0.5, 0.8))
    effect(session, workspace.persona, Block.SLOT, "thu-20", (2.0, 0.9, 4.0), posts=3)
    text = editor.get(page).text
    short = text[text.index("一句话结论"):]
    assert re.search(r"拉高.*问答.*×1\.40.*1\.10–1\.80.*拉低.*图文.*×0\.60", short, re.DOTALL)
    assert "block=form&amp;level=question" in text
    assert re.search(r"数据不足：.*周四 20:00", text, re.DOTALL)
    rows = table(editor, f"{page}/effects.csv?of=form")
    assert [row[0:5] for row in rows[1:]] == [
        ["问答", "1.4", "1.1", "1.8", "40"], ["图文", "0.6", "0.5", "0.8", "40"],
    ]


def test_without_numbers_each_page_says_so(editor: Visitor, page: str) -> None:
    said = (
        "还没有数据", "这段时间没有数据", "没有等待发出的内容", "没有审核过", "没有提交或审核", "没有成员数据",
        "没有审核决定",
    )
    for path, words in zip(PAGES, said, strict=True):
        assert words in editor.get(page + path).text, path


def test_the_best_comes_first_with_its_reasons_and_how_sure_they_are(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    effect(session, workspace.persona, Block.TEMPLATE, str(workspace.column.id), (1.3, 1.1, 1.5))
    standing(session, workspace, now, score=0.01, copy=Copy(hook="没人理", body="正文"))
    standing(session, workspace, now, score=0.30, copy=Copy(hook="大家都爱", body="正文"))
    text = editor.get(f"{page}/leaderboard").text
    assert text.index("大家都爱") < text.index("没人理")
    assert "数据还不够" in text
    assert f"模板「{workspace.column.name}」×1.30（1.10–1.50），40 条" in text
    assert 'aria-label="互动率' in text
    assert not any(f"「{day}-" in text for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))


def test_what_is_not_out_yet_is_ranked_too(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    standing(session, workspace, now, score=0.1)
    waiting = Copy(hook="下一条", body="正文")
    approved(
        session, workspace, write(session, make_item(session, workspace.column, now), waiting, workspace.editor, now),
        now,
    )
    text = editor.get(f"{page}/upcoming").text
    assert "下一条" in text
    assert COPY.hook not in text


def test_the_table_to_take_away_runs_no_formula_and_is_complete(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    item = standing(session, workspace, now, score=0.1, views=200, copy=FORMULA)
    header, row = table(editor, f"{page}/ranking.csv")
    assert row[header.index("uid")] == item.uid
    assert row[header.index("标题")] == "'" + FORMULA.title
    assert row[header.index("阅读")] == "200"
    assert row[header.index("点击")] == "", "what nobody told is not zero"


def test_what_no_source_told_is_not_zero(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    """The sources of these posts told views and likes alone."""
    standing(session, workspace, now, score=0.1)
    week(session, workspace.persona, Block.BASE, "", now, engaged=50)
    week(session, workspace.persona, Block.FORM, Form.POST, now, engaged=50)
    tally = re.split('class="board-sum"', editor.get(f"{page}/leaderboard").text)[1].split("</p>")[0]
    assert "互动 50" in tally
    assert re.search(r"行动 <span[^>]*>没有上报</span> · 损害 <span[^>]*>没有上报</span>", tally)
    index = editor.get(f"{page}?outcome=act").text
    assert "没有任何来源上报" in index
    assert "0.0%" not in index
    assert "0.0%" not in tally
    header, row = table(editor, f"{page}/effects.csv?of=form&outcome=act")
    assert row[header.index("互动"):] == ["50", "", "", ""]
    assert table(editor, f"{page}/weeks.csv?outcome=act")[-1][3:] == ["50", "", "", ""]


def test_a_told_zero_is_zero(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    week(session, workspace.persona, Block.BASE, "", now, engaged=50, act_seen=1_000)
    assert "0.0%" in editor.get(f"{page}?outcome=act").text
    assert table(editor, f"{page}/weeks.csv?outcome=act")[-1][3:] == ["50", "0", "", "0.0000"]


def test_hostile_words_and_addresses_do_no_harm(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    standing(session, workspace, now, score=0.1, copy=Copy(hook=FORMULA.hook, body="正文"))
    effect(session, workspace.persona, Block.TAG, "a:<img src=x>", (1.2, 1.1, 1.3))
    week(session, workspace.persona, Block.TAG, "a:<img src=x>", now, engaged=3)
    text = editor.get(f"{page}/leaderboard").text + editor.get(page).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert "<img src=x>" not in text
    odd = "persona=99999999999999999999&page=99999999999&weeks=-1&until=9999-99-99&outcome=x&block=tag&level=%00&by=x"
    for path in (*PAGES, *FILES):
        assert editor.open(f"{page}{path}?{odd}", method=method_of(path)).status_code == 200, path


def test_one_persona_can_be_looked_at_alone(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    standing(session, workspace, now, score=0.1)
    other = make_persona(session, workspace.community, now, key="other", name="别的画像")
    assert COPY.hook in editor.get(f"{page}/leaderboard?persona={workspace.persona.id}").text
    assert COPY.hook not in editor.get(f"{page}/leaderboard?persona={other.id}").text


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime, path: str
) -> None:
    def more() -> None:
        item = standing(session, workspace, now, score=0.1)
        tag = f"a:{item.id}"
        effect(session, workspace.persona, Block.TAG, tag, (1.2, 1.1, 1.3))
        week(session, workspace.persona, Block.TAG, tag, now, engaged=3)
        waiting = make_item(session, workspace.column, now)
        approved(session, workspace, write(session, waiting, COPY, workspace.editor, now), now)

    more()
    few = reads_of(editor, page + path, method_of(path))
    for _ in range(3):
        more()
    assert reads_of(editor, page + path, method_of(path)) == few > 0


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_outsiders_learn_nothing(client: Visitor, charlie: User, page: str, path: str) -> None:
    assert sign_in(client, charlie).open(page + path, method=method_of(path)).status_code == 404


@pytest.mark.parametrize("path", FILES)
def test_a_file_leaves_with_an_entry_in_the_audit_trail(
    client: Visitor, session: Session, workspace: Workspace, page: str, path: str
) -> None:
    answer = sign_in(client, workspace.vic).post(f"{page}{path}?weeks=4")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "export.numbers")).one()
    rows = len(answer.data.decode("utf-8-sig").splitlines()) - 1
    assert (entry.actor_id, entry.community_id) == (workspace.vic.id, workspace.community.id)
    filename = answer.headers["Content-Disposition"].partition("filename=")[2]
    assert entry.after == {"filename": filename, "row_count": rows}
    assert client.get(page + path).status_code == 405


@pytest.mark.parametrize("path", ["/numbers", "/import", "/import/1", "/import/template.csv"])
def test_outsiders_learn_nothing_of_the_numbers(client: Visitor, charlie: User, page: str, path: str) -> None:
    assert sign_in(client, charlie).get(page + path).status_code == 404


@pytest.mark.parametrize("path", ["/numbers", "/import", "/import/1"])
def test_only_editors_write(client: Visitor, charlie: User, vic: User, page: str, path: str) -> None:
    assert sign_in(client, charlie).post(page + path).status_code == 404
    assert sign_in(client, vic).post(page + path).status_code == 403


def test_a_share_leads_to_the_decisions_behind_it(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    approved(session, workspace, workspace.item, now)
    team = editor.get(f"{page}/team").text
    assert "/decisions?of=first_sight" in team
    assert "weeks=1" in team[team.index("/decisions?of=changed"):]
    behind = editor.get(f"{page}/decisions?of=first_sight").text
    assert COPY.hook in behind
    assert "本人撰写" in behind
    assert COPY.hook not in editor.get(f"{page}/decisions?of=changed").text
    assert "of=approved" in team[team.index("<tbody>"):]
    assert COPY.hook not in editor.get(f"{page}/decisions?of=sent_back").text
    assert COPY.hook not in editor.get(f"{page}/decisions?block=prompt&level=posts/learning.zh@1").text


def test_prompts_go_by_their_names_and_those_without_enough_data_are_folded(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    learned(session, workspace.persona, now)
    effect(session, workspace.persona, Block.PROMPT, "posts/learning.zh@1", (1.4, 1.1, 1.8))
    effect(session, workspace.persona, Block.PROMPT, "posts/story.zh@#2", (1.2, 1.0, 1.3), posts=3)
    shown, _summary, folded = re.split(r"(另有 1 项数据不足)", editor.get(f"{page}/prompts").text)
    assert re.search(r"学习 v1<code title=.posts/learning.zh@1.>", shown)
    assert re.search(r"用户故事 #2<code", folded)
    assert [row[:2] for row in table(editor, f"{page}/prompts.csv")[1:]] == [
        ["学习 v1", "posts/learning.zh@1"], ["用户故事 #2", "posts/story.zh@#2"],
    ]
    assert 'title="posts/learning.zh@1">学习 v1<' in editor.get(page).text


def test_what_wears_out_is_said_beside_what_works(
    editor: Visitor, session: Session, workspace: Workspace, page: str, now: datetime
) -> None:
    learned(session, workspace.persona, now)
    effect(session, workspace.persona, Block.FORM, Form.QUESTION, (1.4, 1.1, 1.8))
    effect(session, workspace.persona, Block.FATIGUE, "", (0.8, 0.7, 0.9))
    assert "worn-list" not in editor.get(page).text
    standing(session, workspace, now, slot_at=now + timedelta(hours=1))
    assert workspace.column.name in re.split("worn-list", editor.get(page).text)[1]
