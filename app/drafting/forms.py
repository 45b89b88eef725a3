"""The brief: which slots, and what the editor wants to add."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField


class BriefForm(FlaskForm):
    note = TextAreaField(_l("A word to the writer"), default="")
    submit_when_ready = BooleanField(_l("Send finished drafts to review"), default=True)
