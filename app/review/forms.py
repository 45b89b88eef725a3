"""What reviewers say, in forms."""

from __future__ import annotations

from typing import Annotated

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import AfterValidator
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired

from app.core.form_texts import cleaned
from app.core.text_fields import clean_text
from app.review.service import MAX_COMMENT

Remark = Annotated[str, AfterValidator(lambda text: clean_text(text, MAX_COMMENT))]


class CommentForm(FlaskForm):
    body = TextAreaField(_l("Comment"), [DataRequired(_l("The comment is empty."))])

    def accepts(self) -> bool:
        """Whether the comment can be kept; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"body": Remark})


class ReasonForm(FlaskForm):
    """`version` is the item's version when the page was opened."""

    version = HiddenField()
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say what should change."))])

    def accepts(self) -> bool:
        """Whether the reason can be sent; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"reason": Remark})
