"""What every edit is given beside the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.copywriter.brief import Brief
from app.copywriter.editing.words import EditWords

TEXT_FIELDS = ("title", "hook", "body", "call_to_action", "comment_starter")


@dataclass(frozen=True, slots=True)
class EditSetting:
    """`line` takes one of several lines and fills it from the brief; the brief's seed decides which."""

    brief: Brief
    words: EditWords
    line: Callable[[tuple[str, ...]], str]
