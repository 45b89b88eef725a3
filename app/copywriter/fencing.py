"""A brief as the values of a prompt: enum members put into words, texts made harmless inside their fences.

A prompt sets text from people between `<<<name` and `name>>>` and says that nothing in there is an order. What
could end such a fence early, or passes for a control mark of a chat model, is replaced by look-alikes here.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import datetime

from app.copywriter.brief import Brief
from app.copywriter.draft_schema import cleaned
from app.copywriter.tagging import HASHTAG_PLATFORMS, tags
from content_calendar.vocabulary import Language, Scene, Term

MAX_TEXT = 800
MAX_ENTRY = 300
MAX_ENTRIES = 20

_FENCE = re.compile(r"[<＜]{2,}|[>＞]{2,}")
_MARK = re.compile(r"[<＜](?=[|｜/!A-Za-z_])|(?<=[|｜])[>＞]|\[(?=/?INST\b)|#(?=## ?(?:System|Instruction|User))")
_LOOK_ALIKE = str.maketrans("<＜>＞[#", "‹‹››（＃")
_WEEKDAYS = "一二三四五六日"


def harmless(text: str, size: int = MAX_TEXT) -> str:
    """`text` that can neither close a fence nor open a chat model's mark, cut to `size` characters."""
    shown = cleaned(text[: 2 * size])
    for pattern in (_FENCE, _MARK):
        shown = pattern.sub(lambda found: found.group().translate(_LOOK_ALIKE), shown)
    return shown if len(shown) <= size else shown[: size - 1] + "…"


def prompt_values(brief: Brief, schema: str) -> dict[str, object]:
    """What a prompt may use: the brief's fields in words, and the identifiers templates choose by."""
    worded = {field.name: _worded(getattr(brief, field.name), brief.language) for field in fields(brief)}
    return worded | {
        "value_id": brief.value.value,
        "form_id": brief.form.value,
        "scene": "" if brief.scene is Scene.NONE else brief.scene.label(brief.language),
        "moment": moment(brief.slot_at, brief.language) if brief.slot_at else "",
        "allowed_tags": tuple(harmless(tag, MAX_ENTRY) for tag in tags(brief)),
        "wants_hashtags": brief.community.platform in HASHTAG_PLATFORMS,
        "schema": schema,
    }


def moment(at: datetime, language: Language) -> str:
    """The wall-clock time of `at` with its weekday."""
    weekday = f"周{_WEEKDAYS[at.weekday()]}" if language is Language.ZH else f"{at:%A}"
    return f"{at:%Y-%m-%d} {weekday} {at:%H:%M}"


def _worded(value: object, language: Language, size: int = MAX_TEXT) -> object:
    if isinstance(value, Term):
        return value.label(language)
    if isinstance(value, str):
        return harmless(value, size)
    if isinstance(value, tuple):
        return tuple(_entry(entry, language) for entry in value[:MAX_ENTRIES])
    if is_dataclass(value):
        return {field.name: _worded(getattr(value, field.name), language, size) for field in fields(value)}
    return value


def _entry(value: object, language: Language) -> object:
    """One of a list: shorter, and texts on one line so that no line break can pass for a further entry."""
    worded = _worded(value, language, MAX_ENTRY)
    return " ".join(worded.split()) if isinstance(worded, str) else worded
