"""A text written after an approval names the version it was written with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.copywriter.golden import golden_cases
from app.copywriter.model_writer import render
from app.copywriter.prompt_choice import prompt_key
from app.prompt_library.service import in_production, versions_label
from tests.factories import Workspace
from tests.prompts import KEY, approved


def test_the_next_brief_is_filled_into_the_approved_version(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    approved(session, workspace, now, "先想清楚再写。")
    brief = golden_cases(KEY)[0].brief
    prompt = in_production(session)(prompt_key(brief))
    system, _user = render(prompt, brief)
    assert prompt.version == versions_label(1) == "#1"
    assert system.text.startswith("先想清楚再写。")
