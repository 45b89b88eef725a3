"""A prompt of the library, and texts somebody might propose for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.copywriter.prompty import load_prompt
from app.models import PromptVersion
from app.prompt_library import service
from tests.factories import Workspace

KEY = "posts/learning.zh"
SHIPPED = load_prompt(KEY).text


def edited(words: str) -> str:
    """The shipped text with one line more at the head of its system part."""
    return SHIPPED.replace("\nsystem:\n", f"\nsystem:\n{words}\n", 1)


def proposed(session: Session, author: Actor, now: datetime, words: str = "先想清楚再写。") -> PromptVersion:
    """A version of the shipped text with one line more."""
    newest = service.newest_number(session, KEY)
    return service.propose(session, KEY, edited(words), note="更稳", newest=newest, actor=author, now=now)


def approved(session: Session, workspace: Workspace, now: datetime, words: str = "先想清楚再写。") -> PromptVersion:
    """A version of bob that rita said yes to, in production."""
    version = proposed(session, workspace.editor, now, words)
    seen = service.number_in_production(session, KEY)
    return service.approve(session, KEY, version.number, seen=seen, actor=workspace.reviewer, now=now)
