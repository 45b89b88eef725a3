"""Which folders of formulas can write a brief: by moment, by campaign, by scene, and by form when nothing else does."""

from __future__ import annotations

from app.copywriter.brief import Brief
from content_calendar.vocabulary import Form, Scenario, Scene

TOUCHES = (
    *("touches/1_seed", "touches/2_curiosity", "touches/3_story", "touches/4_question"),
    *("touches/5_proof", "touches/6_reminder", "touches/7_last_call"),
)
"""Seven touches 七次触达: each reminder of a campaign has a character of its own."""
SCENES = frozenset({Scene.FESTIVAL, Scene.SOLAR_TERM, Scene.SHOPPING_DAY})
FREE_FORMS = frozenset({Form.POST, Form.STORY, Form.QUESTION, Form.DISCUSSION})
"""Forms without a shape that members expect: a poll stays a poll, even in a campaign."""
REPLIES = frozenset(f"replies/{scenario}" for scenario in Scenario)
FAMILIES = frozenset((*map(str, Form), *map(str, SCENES), *TOUCHES, *REPLIES))


def families(brief: Brief) -> tuple[str, ...]:
    """The folders to look in, the most particular first."""
    if brief.reply:
        return (f"replies/{brief.reply.scenario}",)
    return (*_campaign(brief), *_scene(brief), str(brief.form))


def _campaign(brief: Brief) -> tuple[str, ...]:
    in_campaign = 1 <= brief.touch <= len(TOUCHES) and brief.form in FREE_FORMS
    return (TOUCHES[brief.touch - 1],) if in_campaign else ()


def _scene(brief: Brief) -> tuple[str, ...]:
    return (str(brief.scene),) if brief.scene in SCENES and brief.form is Form.POST else ()
