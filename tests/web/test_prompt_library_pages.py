"""The pages of the prompts: who sees what, the way of a version, its record, files to take away."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.copywriter.brief import Provenance
from app.core.database import db
from app.library import service as library
from app.models import ContentItem, PromptVersion, User, VersionState
from app.prompt_library import service
from content_calendar.vocabulary import Language, WriterKind
from content_calendar.workflow import State
from tests.browser import Visitor, sign_in
from tests.factories import COPY, Workspace, approved, make_item, make_user
from tests.prompts import KEY, SHIPPED, edited, proposed
from tests.prompts import approved as in_production

PAGE = f"/prompts/{KEY}"


def proposal(text: str, newest: int = 0, note: str = "更稳") -> dict[str, str]:
    """The editor as a browser sends it."""
    return {"text": text.replace("\n", "\r\n"), "note": note, "newest": str(newest), "case": ""}


@pytest.fixture
def editor(client: Visitor, bob: User) -> Visitor:
    return sign_in(client, bob)


@pytest.mark.parametrize("language", Language)
def test_every_page_speaks_the_readers_language(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime, language: Language
) -> None:
    workspace.bob.language = language
    in_production(session, workspace, now)
    proposed(session, workspace.admin, now, "再想一想。")
    paths = ("/prompts", PAGE, f"{PAGE}/versions/0", f"{PAGE}/versions/1", f"{PAGE}/versions/2", f"{PAGE}/edit")
    word = {Language.ZH: "提示词", Language.EN: "Prompts"}[language]
    for path in (*paths, f"{PAGE}/compare", f"{PAGE}/compare?before=1&after=0"):
        answer = editor.get(path)
        assert answer.status_code == 200
        assert word in answer.text


def test_a_version_goes_from_the_editor_into_production(
    client: Visitor, session: Session, workspace: Workspace
) -> None:
    sign_in(client, workspace.bob)
    answer = client.post(f"{PAGE}/versions", data=proposal(edited("先想清楚再写。")))
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/versions/1")
    assert client.post(f"{PAGE}/versions/1/approve", data={"seen": "0"}).status_code == 403
    sign_in(client, workspace.rita)
    assert "更稳" in client.get("/prompts").text
    assert client.post(f"{PAGE}/versions/1/approve", data={"seen": "0"}).status_code == 303
    assert service.in_production(session)(KEY).text == edited("先想清楚再写。")
    assert client.post(f"{PAGE}/versions/1/retire", data={"reason": "太硬"}).status_code == 303
    assert service.in_production(session)(KEY).text == SHIPPED
    assert "太硬" in client.get(f"{PAGE}/versions/1").text


def test_nobody_approves_their_own_version_not_even_the_owner(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    proposed(session, workspace.admin, now)
    sign_in(client, workspace.alice)
    assert "/approve" not in client.get(f"{PAGE}/versions/1").text
    assert client.post(f"{PAGE}/versions/1/approve", data={"seen": "0"}).status_code == 403


def test_a_faulty_proposal_comes_back_with_every_word_and_the_lines(editor: Visitor, session: Session) -> None:
    text = edited("{{ nobody }} </textarea><script>")
    for act in ("versions", "check", "try"):
        answer = editor.post(f"{PAGE}/{act}", data=proposal(text, note="很好的理由"))
        assert answer.status_code == 422
        assert html.escape("{{ nobody }} </textarea><script>") in answer.text
        assert "很好的理由" in answer.text
        assert f"第 {text.split(chr(10)).index('{{ nobody }} </textarea><script>') + 1} 行" in answer.text
    assert session.scalars(select(PromptVersion)).all() == []


@pytest.mark.parametrize("text", ["\x00", "x" * 120_000, edited("{{ note.__class__ }}")])
def test_hostile_texts_are_answered_on_the_page(editor: Visitor, text: str) -> None:
    for act in ("versions", "try"):
        assert editor.post(f"{PAGE}/{act}", data=proposal(text)).status_code == 422
    assert editor.post(f"{PAGE}/check").status_code == 422


@pytest.mark.parametrize("note", ["\x00", "长" * 301])
def test_a_note_that_cannot_be_kept_loses_no_text(editor: Visitor, note: str) -> None:
    answer = editor.post(f"{PAGE}/versions", data=proposal(edited("先想清楚再写。"), note=note))
    assert answer.status_code == 422
    assert "先想清楚再写。" in answer.text


def test_a_late_proposal_shows_what_is_newer_and_can_then_be_made(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    proposed(session, workspace.admin, now, "别人的话。")
    answer = editor.post(f"{PAGE}/versions", data=proposal(edited("我的话。")))
    assert answer.status_code == 409
    assert "有人提交了 #1" in answer.text
    assert "<del>" in answer.text
    assert 'name="newest" type="hidden" value="1"' in answer.text
    assert editor.post(f"{PAGE}/versions", data=proposal(edited("我的话。"), newest=1)).status_code == 303
    assert [version.number for version in session.scalars(select(PromptVersion))] == [1, 2]


def test_a_late_decision_is_told_so(client: Visitor, session: Session, workspace: Workspace, now: datetime) -> None:
    in_production(session, workspace, now)
    sign_in(client, workspace.alice)
    for act, words in (("approve", {"seen": "0"}), ("reject", {"reason": "晚了"})):
        answer = client.post(f"{PAGE}/versions/1/{act}", data=words)
        assert answer.status_code == 409
        assert "已批准" in answer.text


@pytest.mark.parametrize("reason", ["  ", "\x07"])
def test_sending_back_needs_a_reason(
    client: Visitor, session: Session, workspace: Workspace, now: datetime, reason: str
) -> None:
    version = proposed(session, workspace.editor, now)
    sign_in(client, workspace.rita)
    assert client.post(f"{PAGE}/versions/1/reject", data={"reason": reason}).status_code == 422
    assert version.state is VersionState.PROPOSED


def test_a_member_of_another_community_sees_prompts_but_not_our_posts(
    client: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    drafted(session, workspace, now)
    sign_in(client, workspace.charlie)
    assert COPY.hook not in client.get(PAGE).text
    sign_in(client, workspace.vic)
    answer = client.get(PAGE)
    assert COPY.hook in answer.text
    assert f"{PAGE}/edit" not in answer.text
    assert client.get(f"{PAGE}/edit").status_code == 403


def test_who_belongs_nowhere_finds_nothing(client: Visitor, session: Session, now: datetime) -> None:
    sign_in(client, make_user(session, "dora", now))
    assert {client.get(path).status_code for path in ("/prompts", PAGE, "/prompts/approved.zip")} == {404}
    assert 'href="/prompts"' not in client.get("/profile").text


@pytest.mark.parametrize("path", ["posts/none.zh", "golden/base.zh", "posts/..%2f..%2fREADME", f"{KEY}/versions/7"])
def test_what_is_no_prompt_is_not_found(editor: Visitor, path: str) -> None:
    assert editor.get(f"/prompts/{path}").status_code == 404


def test_versions_leave_as_the_files_they_began_as(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    assert zipfile.ZipFile(io.BytesIO(editor.get("/prompts/approved.zip").data)).namelist() == []
    in_production(session, workspace, now)
    proposed(session, workspace.editor, now, "还没定。")
    answer = editor.get(f"{PAGE}/versions/1/file")
    assert answer.get_data(as_text=True) == edited("先想清楚再写。")
    assert "learning.zh.prompty" in answer.headers["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(editor.get("/prompts/approved.zip").data))
    assert {name: archive.read(name).decode() for name in archive.namelist()} == {
        f"prompts/{KEY}.prompty": edited("先想清楚再写。")
    }
    assert editor.get(f"{PAGE}/versions/0/file").get_data(as_text=True) == SHIPPED


@pytest.fixture
def unreadable(session: Session, workspace: Workspace, now: datetime) -> PromptVersion:
    """What an older product approved and this one cannot read."""
    version = PromptVersion(
        key=KEY, number=1, text="旧的写法", author=workspace.bob, state=VersionState.APPROVED, created_at=now
    )
    session.add(version)
    session.flush()
    return version


def test_an_approved_text_nobody_can_read_any_more_is_shown_as_such(
    editor: Visitor, unreadable: PromptVersion
) -> None:
    assert "读不懂" in editor.get("/prompts").text
    assert "旧的写法" in editor.get(PAGE).text
    assert editor.get(f"{PAGE}/versions/1").status_code == 200


def test_what_nobody_can_read_fails_its_golden_cases_and_can_be_replaced(
    client: Visitor, editor: Visitor, session: Session, workspace: Workspace, unreadable: PromptVersion
) -> None:
    assert editor.post(f"{PAGE}/versions/1/golden").status_code == 303
    assert unreadable.golden[0]["faults"]
    assert "posts/learning.zh.prompty" in editor.get(f"{PAGE}/versions/1").text
    assert editor.post(f"{PAGE}/versions", data=proposal(edited("先想清楚再写。"), newest=1)).status_code == 303
    sign_in(client, workspace.rita).post(f"{PAGE}/versions/2/approve", data={"seen": "1"})
    assert service.in_production(session)(KEY).version == "#2"


def drafted(session: Session, workspace: Workspace, now: datetime) -> ContentItem:
    """A draft of ours that a model wrote with the prompt."""
    item = make_item(session, workspace.column, now)
    origin = Provenance(writer=WriterKind.MODEL, prompt=KEY, prompt_version="1")
    library.write_revision(session, item, COPY, provenance=origin, author=None, now=now)
    item.state = State.DRAFT
    session.flush()
    return item


def test_below_ten_texts_a_record_says_nothing(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    drafted(session, workspace, now)
    assert editor.get("/prompts").text.count("too-few") == 3


def test_the_number_of_queries_does_not_grow_with_versions_or_drafts(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    def queries(path: str) -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731 - SQLAlchemy wants one callable to add and remove
        event.listen(db.engine, "before_cursor_execute", listener)
        editor.get(path)
        event.remove(db.engine, "before_cursor_execute", listener)
        return sum(1 for words in seen if words.startswith(("SELECT", "WITH")))

    pages = ("/prompts", PAGE, f"{PAGE}/versions/1")
    in_production(session, workspace, now)
    drafted(session, workspace, now)
    few = [queries(path) for path in pages]
    for number in range(3):
        proposed(session, workspace.editor, now, f"第 {number} 句。")
        approved(session, workspace, drafted(session, workspace, now), now + timedelta(minutes=number))
    assert [queries(path) for path in pages] == few
    assert max(few) < 30
