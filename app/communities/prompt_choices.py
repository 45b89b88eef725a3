"""The prompts a column may be written with, in groups, as its form offers them."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.copywriter.prompt_choice import POST_PROMPTS, is_post_prompt
from app.copywriter.prompty import load_prompt
from app.core.i18n import label
from content_calendar.vocabulary import Language


def prompt_choices(language: Language, present: str) -> list[SelectChoice]:
    """The prompts in `language` by group, led by none in particular; what is `present` stays among them."""
    offered = [
        SelectChoice(key, _named(key), optgroup=label(kind))
        for kind, stems in POST_PROMPTS.items()
        for key in (f"{stem}.{language}" for stem in stems)
    ]
    is_offered = not present or any(choice.value == present for choice in offered)
    own = [] if is_offered else [SelectChoice(present, _kept(present))]
    return [SelectChoice("", _("The one that suits the post")), *own, *offered]


def _named(key: str) -> str:
    return f"{load_prompt(key).name} · {key}"


def _kept(key: str) -> str:
    if is_post_prompt(key):
        return _named(key)
    return str(_("%(key)s: no longer in the library, so the one that suits is used", key=key))
