"""A brief as the values of a prompt: enum members put into words, texts made harmless inside their fences.

A prompt sets text from people between `<<<name` and `name>>>` and says that nothing in there is an order. What
could end such a fence early, or passes for a control mark of a chat model, is replaced by look-alikes here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime

from app.copywriter.brief import Brief, CopywriterError, ReplyBrief, ReworkBrief
from app.copywriter.draft_schema import cleaned
from app.copywriter.offline import formula_example
from app.copywriter.prompt_inputs import PromptInput
from app.copywriter.tagging import HASHTAG_PLATFORMS, tags
from content_calendar.copy_rules.channels import limits
from content_calendar.copy_rules.counting import Unit
from content_calendar.vocabulary import Language, Platform, Scene, Term

MAX_TEXT = 800
MAX_ENTRY = 300
MAX_ENTRIES = 20
MAX_SAID = 120
MAX_EXAMPLES = 3
MAX_REWORKED = 6_000
MAX_ADAPTED = 2_000

_FENCE = re.compile(r"[<＜]{2,}|[>＞]{2,}")
_MARK = re.compile(r"[<＜](?=[|｜/!A-Za-z_])|(?<=[|｜])[>＞]|\[(?=/?INST\b)|#(?=## ?(?:System|Instruction|User))")
_LOOK_ALIKE = str.maketrans("<＜>＞[#", "‹‹››（＃")
_WEEKDAYS = "一二三四五六日"
LANGUAGE_NAMES = {
    Language.ZH: {Language.ZH: "中文", Language.EN: "英文"},
    Language.EN: {Language.ZH: "Chinese", Language.EN: "English"},
}


class TextTooLong(CopywriterError):
    """A text that a model could rework only by halves: what it is not shown would be lost."""

    code = "text_too_long"


def harmless(text: str, size: int = MAX_TEXT) -> str:
    """`text` that can neither close a fence nor open a chat model's mark, cut to `size` characters."""
    shown = cleaned(text[: 2 * size])
    for pattern in (_FENCE, _MARK):
        shown = pattern.sub(lambda found: found.group().translate(_LOOK_ALIKE), shown)
    return shown if len(shown) <= size else shown[: size - 1] + "…"


def prompt_values(brief: Brief, schema: str) -> Mapping[str, object]:
    """The value of every PromptInput: the brief's fields in words, and the identifiers templates choose by.

    Raises TextTooLong for a text to rework that could not be shown whole.
    """
    worded = {field.name: _worded(getattr(brief, field.name), brief.language) for field in fields(brief)}
    values = worded | {
        "value_id": brief.value.value,
        "form_id": brief.form.value,
        "scene": "" if brief.scene is Scene.NONE else brief.scene.label(brief.language),
        "moment": moment(brief.slot_at, brief.language) if brief.slot_at else "",
        "avoid": tuple(_one_line(text, MAX_SAID) for text in brief.avoid[:MAX_ENTRIES]),
        "examples": tuple(harmless(text) for text in brief.examples[:MAX_EXAMPLES]),
        "formula": _formula(brief),
        "reply": _reply(brief.reply, brief.language) if brief.reply else None,
        "adapt": _fields(brief.adapt, brief.language, MAX_ADAPTED) if brief.adapt else None,
        "rework": _rework(brief.rework, brief.language) if brief.rework else None,
        "limits": _limits(brief.community.platform, brief.language),
        "allowed_tags": tuple(_one_line(tag, MAX_ENTRY) for tag in tags(brief)),
        "wants_hashtags": brief.community.platform in HASHTAG_PLATFORMS,
        "schema": schema,
    }
    return {name.value: values[name.value] for name in PromptInput}


def moment(at: datetime, language: Language) -> str:
    """The wall-clock time of `at` with its weekday."""
    weekday = f"周{_WEEKDAYS[at.weekday()]}" if language is Language.ZH else f"{at:%A}"
    return f"{at:%Y-%m-%d} {weekday} {at:%H:%M}"


def _formula(brief: Brief) -> str:
    """An example of form; a brief that no formula fits has none, and the model writes without."""
    try:
        return harmless(formula_example(brief))
    except CopywriterError:
        return ""


def _reply(reply: ReplyBrief, language: Language) -> dict[str, object]:
    """Blanks are shown as they are to be written, in braces."""
    blanks = tuple(f"{{{_one_line(name, MAX_ENTRY)}}}" for name in reply.variables[:MAX_ENTRIES])
    return _fields(reply, language) | {"variables": blanks}


def _rework(rework: ReworkBrief, language: Language) -> dict[str, object]:
    """The text to rework stays whole. Raises TextTooLong."""
    longest = max(len(rework.text.body), len(rework.text.call_to_action), len(rework.text.image_brief))
    if longest > MAX_REWORKED:
        raise TextTooLong(f"{longest} characters, at most {MAX_REWORKED}")
    return _fields(rework, language) | {"text": _fields(rework.text, language, MAX_REWORKED)}


def _limits(platform: Platform, language: Language) -> tuple[str, ...]:
    words = "{field}不超过 {most} {unit}" if language is Language.ZH else "{field}: at most {most} {unit}"
    return tuple(
        words.format(field=limit.field.label(language), most=limit.at_most, unit=limit.unit.label(language))
        for limit in limits(platform)
        if limit.unit is not Unit.ENTRIES
    )


def _worded(value: object, language: Language, size: int = MAX_TEXT) -> object:
    if isinstance(value, Language):
        return LANGUAGE_NAMES[language][value]
    if isinstance(value, Term):
        return value.label(language)
    if isinstance(value, str):
        return harmless(value, size)
    if isinstance(value, tuple):
        return tuple(_entry(entry, language) for entry in value[:MAX_ENTRIES])
    return _fields(value, language, size) if is_dataclass(value) else value


def _fields(value: object, language: Language, size: int = MAX_TEXT) -> dict[str, object]:
    if not is_dataclass(value):
        raise TypeError(f"{type(value).__name__} has no fields")
    return {field.name: _worded(getattr(value, field.name), language, size) for field in fields(value)}


def _entry(value: object, language: Language) -> object:
    """One of a list: shorter, and texts on one line so that no line break can pass for a further entry."""
    worded = _worded(value, language, MAX_ENTRY)
    return " ".join(worded.split()) if isinstance(worded, str) else worded


def _one_line(text: str, size: int) -> str:
    return " ".join(harmless(text, size).split())
