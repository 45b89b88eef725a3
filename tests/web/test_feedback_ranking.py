"""What worked and what to send next, on the page and as a table to take away."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import db
from app.feedback import service as feedback
from app.learning.learn import learn_anew
from app.models import ContentItem, User
from content_calendar.content import Copy
from content_calendar.vocabulary import Counter
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, make_persona, published, write

FORMULA = Copy(title='=HYPERLINK("http://x")', hook="<script>alert(1)</script>", body="正文")


@pytest.fixture
def page(workspace: Workspace) -> str:
    return f"/c/{workspace.community.id}/insights"


def out(
    session: Session, workspace: Workspace, views: int, likes: int, copy: Copy = COPY, **fields: object
) -> ContentItem:
    """A published post with one reading."""
    now = clock.now()
    item = write(session, make_item(session, workspace.column, now, **fields), copy, workspace.editor, now)
    published(session, workspace, item, now)
    reading = feedback.Reading({Counter.VIEWS: views, Counter.LIKES: likes}, now, "manual")
    feedback.record_feedback(session, item, reading, actor=workspace.editor, now=now)
    learn_anew(workspace.community.id, now)
    return item


def test_the_best_comes_first_with_its_numbers_and_how_sure_they_are(
    editor: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    out(session, workspace, 1000, 10, Copy(hook="没人理", body="正文"))
    out(session, workspace, 1000, 300, Copy(hook="大家都爱", body="正文"))
    text = editor.get(page).text
    assert text.index("大家都爱") < text.index("没人理")
    assert "数据不足" in text
    assert "数据还不够" in text
    assert 'role="img" aria-label="互动率' in text
    assert "1,000" in text


def test_without_numbers_the_page_says_so(editor: Visitor, page: str) -> None:
    assert "还没有数据" in editor.get(page).text
    assert "没有等待发出的内容" in editor.get(f"{page}/upcoming").text


def test_what_is_not_out_yet_is_ranked_too(
    editor: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    out(session, workspace, 500, 50)
    waiting = write(
        session, make_item(session, workspace.column, clock.now()), Copy(hook="下一条", body="正文"), workspace.editor,
        clock.now(),
    )
    approved(session, workspace, waiting, clock.now())
    text = editor.get(f"{page}/upcoming").text
    assert "下一条" in text
    assert COPY.hook not in text


def test_reasons_are_words_and_no_identifiers(
    editor: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    for _ in range(8):
        out(session, workspace, 300, 60)
    text = editor.get(page).text
    assert workspace.column.name in text
    assert not any(f"「{day}-" in text for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))


def test_the_table_to_take_away_runs_no_formula_and_is_complete(
    editor: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    item = out(session, workspace, 200, 20, FORMULA)
    answer = editor.get(f"{page}/ranking.csv")
    header, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row[header.index("uid")] == item.uid
    assert row[header.index("标题")] == "'" + FORMULA.title
    assert row[header.index("阅读")] == "200"
    assert answer.data.count(b"\r\n") == 2


def test_hostile_words_are_shown_as_words(
    editor: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    out(session, workspace, 200, 20, Copy(hook=FORMULA.hook, body="正文"))
    text = editor.get(page).text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


def test_one_persona_can_be_looked_at_alone(
    editor: Visitor, session: Session, workspace: Workspace, page: str
) -> None:
    out(session, workspace, 200, 20)
    other = make_persona(session, workspace.community, clock.now(), key="other", name="别的画像")
    assert COPY.hook in editor.get(f"{page}?persona={workspace.persona.id}").text
    assert COPY.hook not in editor.get(f"{page}?persona={other.id}").text
    assert editor.get(f"{page}?persona=99999999999999999999&page=99999999999").status_code == 200


@pytest.mark.parametrize("path", ["", "/upcoming", "/numbers", "/ranking.csv", "/import/template.csv"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    editor: Visitor, session: Session, workspace: Workspace, page: str, path: str
) -> None:
    def queries() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 - SQLAlchemy wants one callable to add and remove
        event.listen(db.engine, "before_cursor_execute", listener)
        assert editor.get(page + path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", listener)
        return sum(1 for words in seen if words.startswith(("SELECT", "WITH")))

    def more() -> None:
        out(session, workspace, 300, 30)
        later = make_item(session, workspace.column, clock.now(), slot_at=clock.now() + timedelta(days=2))
        approved(session, workspace, write(session, later, COPY, workspace.editor, clock.now()), clock.now())

    more()
    few = queries()
    for _ in range(4):
        more()
    assert queries() == few > 0


@pytest.mark.parametrize(
    "path", ["", "/upcoming", "/numbers", "/ranking.csv", "/import", "/import/template.csv", "/import/1"]
)
def test_outsiders_learn_nothing(client: Visitor, charlie: User, page: str, path: str) -> None:
    assert sign_in(client, charlie).get(page + path).status_code == 404


@pytest.mark.parametrize("path", ["/numbers", "/import", "/import/1"])
def test_only_editors_write(client: Visitor, charlie: User, vic: User, page: str, path: str) -> None:
    assert sign_in(client, charlie).post(page + path).status_code == 404
    assert sign_in(client, vic).post(page + path).status_code == 403
