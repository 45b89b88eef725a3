"""Which prompt of the library a brief is written with."""

from __future__ import annotations

from app.copywriter.brief import Brief
from content_calendar.vocabulary import Form, Instruction, Language, Scenario, Scene, Value

_OCCASIONS = {Scene.FESTIVAL: "festival", Scene.SOLAR_TERM: "festival", Scene.SHOPPING_DAY: "shopping_day"}


def prompt_key(brief: Brief) -> str:
    """The key of the most particular prompt for `brief`: an edit, a reply, a touch, a form, an occasion or a value."""
    return f"{_subject(brief)}.{brief.language}"


def needed_keys() -> frozenset[str]:
    """Every key that `prompt_key` can give."""
    posts = {*Value, *Form, *_OCCASIONS.values()} - {Form.POST}
    subjects = {
        *(f"posts/{name}" for name in posts),
        *(f"edits/{instruction}" for instruction in Instruction),
        *(f"replies/{scenario}" for scenario in Scenario),
        "campaigns/touch",
    }
    return frozenset(f"{subject}.{language}" for subject in subjects for language in Language)


def _subject(brief: Brief) -> str:
    if brief.rework:
        return f"edits/{brief.rework.instruction}"
    if brief.reply:
        return f"replies/{brief.reply.scenario}"
    if brief.touch:
        return "campaigns/touch"
    if brief.form is not Form.POST:
        return f"posts/{brief.form}"
    return f"posts/{_OCCASIONS.get(brief.scene, brief.value.value)}"
