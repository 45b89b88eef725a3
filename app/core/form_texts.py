"""Texts of a web form held to the rules every text is held to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from pydantic import TypeAdapter, ValidationError

from app.core.field_flaws import message_of
from app.core.i18n import words


def cleaned(form: FlaskForm, kinds: Mapping[str, Any]) -> bool:
    """Replace each named field by its clean text, of a kind of `text_fields`; flaws become the field's errors.

    True when there was none.
    """
    for name, kind in kinds.items():
        try:
            form[name].data = TypeAdapter(kind).validate_python(form[name].data)
        except ValidationError as error:
            form[name].errors = [words(message_of(flaw, ())) for flaw in error.errors(include_url=False)]
    return not form.errors
