"""Test runs: what they cost is said before and kept after, no transaction waits for them, few run at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.brief import Brief, CopywriterError, Provenance, Usage, Written
from app.copywriter.prompty import PromptSource
from app.copywriter.trouble import Trouble, unusable
from app.core.database import db
from app.core.running import current_settings
from app.core.settings import Settings
from app.models import ModelCall, PromptVersion, Purpose
from app.prompt_library import trial
from content_calendar.content import Copy
from content_calendar.vocabulary import Form, Value, WriterKind
from tests.browser import Visitor, sign_in
from tests.factories import Workspace, make_item
from tests.prompts import KEY, edited, proposed

PAGE = f"/prompts/{KEY}"
USAGE = Usage("api.example.com", "model-x", prompt_tokens=1200, completion_tokens=300, latency_ms=900)


@dataclass
class Spoken:
    """A model that writes down the prompt it was given; fails with `error` when there is one."""

    prompts: PromptSource
    said: list[str]
    error: CopywriterError | None = None
    kind = WriterKind.MODEL

    def write(self, brief: Brief) -> Written:
        assert not db.session.in_transaction()
        self.said.append(self.prompts(KEY).text)
        if self.error:
            self.error.usage = (USAGE,)
            raise self.error
        return Written(Copy(hook="<b>试出来的稿子</b>"), Provenance(self.kind, model="model-x"), (USAGE,))


@pytest.fixture
def editor(client: Visitor, workspace: Workspace) -> Visitor:
    return sign_in(client, workspace.bob)


Speak = Callable[..., list[str]]


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Lets a model answer, or fail with an error; what it was told."""

    def arrange(error: CopywriterError | None = None) -> list[str]:
        said: list[str] = []
        monkeypatch.setattr(trial, "make_copywriter", lambda _settings, prompts: Spoken(prompts, said, error))
        return said

    return arrange


def with_model(settings: Settings) -> Settings:
    return settings.model_copy(update={"openai_model": "model-x", "openai_base_url": "https://api.example.com/v1"})


def test_what_is_in_the_editor_is_tried_and_accounted_for(editor: Visitor, session: Session, speak: Speak) -> None:
    said, text = speak(), edited("先想清楚再写。")
    answer = editor.post(f"{PAGE}/try", data={"text": text, "note": "留着", "newest": "0"})
    assert answer.status_code == 200
    assert "&lt;b&gt;试出来的稿子" in answer.text
    assert "留着" in answer.text
    assert said == [text]
    call = session.scalars(select(ModelCall)).one()
    assert (call.purpose, call.prompt, call.community_id, call.prompt_tokens) == (Purpose.TEST_RUN, KEY, None, 1200)
    assert session.scalars(select(PromptVersion)).all() == []


def test_a_version_is_tried_under_its_number(
    editor: Visitor, session: Session, workspace: Workspace, speak: Speak
) -> None:
    said = speak()
    version = proposed(session, workspace.admin, workspace.item.created_at)
    assert "试出来的稿子" in editor.post(f"{PAGE}/versions/1/try").text
    assert said == [version.text]
    assert session.scalars(select(ModelCall.prompt_version)).one() == "#1"


def test_a_prompt_is_shown_and_tried_on_planned_posts_of_ones_own_communities_alone(
    editor: Visitor, session: Session, workspace: Workspace, now: datetime
) -> None:
    mine = {"value": Value.LEARNING, "form": Form.POST, "topic": {"title": "只有这个群知道", "points": ["先问一句"]}}
    post = make_item(session, workspace.column, now, **mine)
    poll = make_item(session, workspace.column, now, **mine | {"form": Form.POLL})
    address, chosen = f"{PAGE}/versions/0", {"case": f"item:{post.id}"}
    shown = editor.post(f"{address}/try", data=chosen).text
    assert f'value="item:{post.id}" selected' in shown
    assert f"item:{poll.id}" not in shown
    assert "只有这个群知道" in shown.partition('class="turn"')[2]
    assert "只有这个群知道" in shown.partition('id="trial"')[2]
    assert "只有这个群知道" not in sign_in(editor, workspace.charlie).get(address, query_string=chosen).text


def test_a_failed_run_says_why_and_is_paid_all_the_same(editor: Visitor, session: Session, speak: Speak) -> None:
    speak(unusable(Trouble.INVALID_DRAFT, "body", "不会写"))
    answer = editor.post(f"{PAGE}/versions/0/try")
    assert Trouble.INVALID_DRAFT.zh in answer.text
    assert "不会写" in answer.text
    assert len(session.scalars(select(ModelCall)).all()) == 1


def test_without_a_model_the_offline_formula_writes_and_says_so(editor: Visitor, session: Session) -> None:
    assert "没有接入模型" in editor.get(f"{PAGE}/edit").text
    answer = editor.post(f"{PAGE}/versions/0/try")
    assert "离线模板" in answer.text
    assert "没有用到这份提示词" in answer.text
    assert session.scalars(select(ModelCall)).all() == []


def test_an_unknown_price_is_said_to_be_unknown(
    editor: Visitor, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = with_model(current_settings())
    for place in ("trying", "blueprint"):
        monkeypatch.setattr(f"app.prompt_library.{place}.current_settings", lambda: settings)
    assert "费用未知" in editor.get(f"{PAGE}/edit").text


def test_a_viewer_tries_nothing(client: Visitor, workspace: Workspace, speak: Speak) -> None:
    said = speak()
    sign_in(client, workspace.vic)
    assert client.post(f"{PAGE}/versions/0/try").status_code == 403
    assert said == []


def test_only_a_few_run_at_once(editor: Visitor, speak: Speak) -> None:
    said = speak()
    for _ in range(trial.TRIALS_AT_ONCE):
        assert trial._places.acquire(blocking=False)
    try:
        assert editor.post(f"{PAGE}/versions/0/try").status_code == 503
        refused = editor.post(f"{PAGE}/try", data={"text": edited("还没写完。"), "newest": "0"})
        assert (refused.status_code, "还没写完。" in refused.text) == (503, True)
    finally:
        for _ in range(trial.TRIALS_AT_ONCE):
            trial._places.release()
    assert said == []
    assert editor.post(f"{PAGE}/versions/0/try").status_code == 200
