"""A trial from a page: its text is read, the model asked with no transaction open, and what it took written down."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import current_user

from app.accounts.access import communities_of
from app.copywriter.golden import GoldenCase, golden_cases
from app.copywriter.prompty import Prompt, PromptInvalid, read_prompt
from app.copywriter.template_fault import TemplateRefused
from app.core.clock import now
from app.core.database import db
from app.core.running import current_settings
from app.models import Purpose
from app.prompt_library import trial
from app.prompt_library.checking import typing_faults
from app.prompt_library.planned import PlannedPost, planned_posts
from app.prompt_library.trial import Preview, Trial
from app.spending import service as spending

UNSAVED = "…"
"""How a text that is not a version yet is named in the account."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text filled from a golden case or a planned post. `preview` is None when it cannot be filled."""

    cases: tuple[str, ...]
    posts: tuple[PlannedPost, ...]
    case: str
    preview: Preview | None
    trial: Trial | None = None
    cost_micros: int | None = None


def sample(text: str, key: str, case: str, *, version: str = UNSAVED, run: bool = False) -> Sample:
    """Fill `text` from the golden case or planned post of that name, or the first case; `run` also has it written.

    A post is one of those that whoever is signed in may see. Nothing may have been changed before it in this
    transaction. Raises NotFound, TooManyTrials.
    """
    posts = planned_posts(db.session, key, communities_of(current_user), now())
    chosen = next((post.case(db.session) for post in posts if post.name == case), None) or trial.chosen_case(key, case)
    names = tuple(each.name for each in golden_cases(key))
    prompt = _readable(text, key, version)
    shown = _preview(prompt, chosen) if prompt else None
    if not (run and prompt and shown):
        return Sample(names, posts, chosen.name, shown)
    db.session.rollback()  # a model takes its time; until it answers, the database belongs to others
    tried = trial.try_out(prompt, chosen, current_settings())
    cost = spending.record(
        db.session, tried.usage, community_id=None, purpose=Purpose.TEST_RUN, now=now(), prompt=key,
        prompt_version=version,
    )
    return Sample(names, posts, chosen.name, shown, tried, cost)


def _readable(text: str, key: str, version: str) -> Prompt | None:
    if any(typing_faults(text, key)):
        return None
    try:
        return read_prompt(text, key).model_copy(update={"version": version})
    except PromptInvalid:
        return None


def _preview(prompt: Prompt, case: GoldenCase) -> Preview | None:
    try:
        return trial.preview(prompt, case, current_settings())
    except TemplateRefused:
        return None
