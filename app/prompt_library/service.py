"""What may be done to the prompts, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.prompty import Prompt, load_prompt, read_prompt
from app.models import PromptVersion, VersionState


def versions_label(number: int) -> str:
    """How a version is named on screen and in a text's provenance: "#3"."""
    return f"#{number}"


def in_production(session: Session) -> Callable[[str], Prompt]:
    """The prompts that serve at this moment: the newest approved version of a key, else the shipped file.

    One query now and none later, so that it may be called where no transaction is open. The source raises
    PromptInvalid for a key nobody knows and for a text that cannot be read any more.
    """
    query = (
        select(PromptVersion.key, PromptVersion.number, PromptVersion.text)
        .where(PromptVersion.state == VersionState.APPROVED)
        .order_by(PromptVersion.number)
    )
    newest = {key: (number, text) for key, number, text in session.execute(query).tuples()}

    def source(key: str) -> Prompt:
        return _version(key, *newest[key]) if key in newest else load_prompt(key)

    return source


@lru_cache(maxsize=512)
def _version(key: str, number: int, text: str) -> Prompt:
    return read_prompt(text, key).model_copy(update={"version": versions_label(number)})
