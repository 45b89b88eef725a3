"""Which prompt of the library a brief is written with."""

from __future__ import annotations

from collections.abc import Mapping

from app.copywriter.brief import Brief
from content_calendar.vocabulary import Form, Instruction, Language, Scenario, Scene, Term, Value

_OCCASIONS = {Scene.FESTIVAL: "festival", Scene.SOLAR_TERM: "festival", Scene.SHOPPING_DAY: "shopping_day"}


class PostKind(Term):
    """What a prompt for posts goes by."""

    VALUE = "value", "按价值", "By value"
    FORM = "form", "按形式", "By form"
    OCCASION = "occasion", "按节点", "By occasion"


POST_PROMPTS: Mapping[PostKind, tuple[str, ...]] = {
    PostKind.VALUE: tuple(f"posts/{value}" for value in Value),
    PostKind.FORM: tuple(f"posts/{form}" for form in Form if form is not Form.POST),
    PostKind.OCCASION: tuple(f"posts/{name}" for name in dict.fromkeys(_OCCASIONS.values())),
}
"""What a column may be written with: keys without their language."""
ADAPTED = "replies/adapted"
"""What an approved answer is fitted to one message with."""
_POSTS = frozenset(stem for stems in POST_PROMPTS.values() for stem in stems)


def prompt_key(brief: Brief) -> str:
    """The key of the prompt for `brief`: an edit, answer, reply or touch, the wished-for one, or the most particular.

    A wish counts in the brief's own language and while the brief has what that prompt speaks of.
    """
    return f"{_subject(brief)}.{brief.language}"


def is_post_prompt(key: str) -> bool:
    """Whether a column may wish for the prompt `key`, which names its language: posts/learning.zh."""
    stem, _dot, language = key.rpartition(".")
    return stem in _POSTS and language in set(Language)


def needed_keys() -> frozenset[str]:
    """Every key that `prompt_key` can give."""
    subjects = {
        *_POSTS,
        *(f"edits/{instruction}" for instruction in Instruction),
        *(f"replies/{scenario}" for scenario in Scenario),
        ADAPTED,
        "campaigns/touch",
    }
    return frozenset(f"{subject}.{language}" for subject in subjects for language in Language)


def _subject(brief: Brief) -> str:
    if brief.rework:
        return f"edits/{brief.rework.instruction}"
    if brief.reply:
        return ADAPTED if brief.adapt else f"replies/{brief.reply.scenario}"
    if brief.touch:
        return "campaigns/touch"
    if is_post_prompt(brief.prompt) and _has_material(brief):
        return brief.prompt.rpartition(".")[0]
    if brief.form is not Form.POST:
        return f"posts/{brief.form}"
    return f"posts/{_OCCASIONS.get(brief.scene, brief.value.value)}"


def _has_material(brief: Brief) -> bool:
    """Whether there is the event or the occasion that the wished-for prompt speaks of."""
    stem = brief.prompt.rpartition(".")[0]
    if stem in POST_PROMPTS[PostKind.OCCASION]:
        return bool(brief.occasion)
    return stem != f"posts/{Form.EVENT_NOTICE}" or brief.event is not None
