"""The blueprint of this room, and the mark of pages that set a community up."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor
from app.communities import service
from app.communities.refusals import FieldRefused, StaleEdit
from app.communities.uses import in_words
from app.communities.written_form import WrittenForm

View = TypeVar("View", bound=Callable[..., Any])
Saved = TypeVar("Saved")

bp = Blueprint("communities", __name__)
bp.add_app_template_filter(in_words, "uses_in_words")


def setting_up(view: View) -> View:
    """Below `community_role`: also refuses reviewers, who judge by what others set up."""

    @functools.wraps(view)
    def wrapper(*args: Any, actor: Actor, **kwargs: Any) -> Any:
        service.require_setting_up(actor)
        return view(*args, actor=actor, **kwargs)

    return cast("View", wrapper)


def saved_from(form: WrittenForm, save: Callable[[Any], Saved]) -> Saved | None:
    """What `save` made of the form; None when the form or the database refused it, which the form then says."""
    if not form.validate():
        return None
    try:
        return save(form.written)
    except FieldRefused as refusal:
        form.refuse(refusal.field, refusal.message)
    except StaleEdit as stale:
        form.show_newer(stale.row)
    return None


def refused_page(template: str, form: WrittenForm, **context: Any) -> ResponseReturnValue:
    """The form again with every word that was typed: 409 when somebody else was faster, else 422."""
    return render_template(template, form=form, **context), 409 if form.is_stale else 422
