"""What reviewers say, in forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import AfterValidator
from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from app.core.form_texts import cleaned
from app.core.row_ids import row_id
from app.core.text_fields import clean_text
from app.review.service import MAX_COMMENT
from content_calendar.vocabulary import ChangeReason

MOST_CHOSEN = 50

Remark = Annotated[str, AfterValidator(lambda text: clean_text(text, MAX_COMMENT))]


class CommentForm(FlaskForm):
    body = TextAreaField(_l("Comment"), [DataRequired(_l("The comment is empty."))])

    def accepts(self) -> bool:
        """Whether the comment can be kept; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"body": Remark})


class ReasonForm(FlaskForm):
    """Why a text goes back: reasons to tick, words, or both. `version` is the item's when the page was opened;
    `again` asks for a new draft at once."""

    version = HiddenField()
    reasons = SelectMultipleField(_l("Reasons"), choices=[SelectChoice(reason.value) for reason in ChangeReason])
    reason = TextAreaField(_l("In your words"))
    again = BooleanField(_l("Have it drafted again at once"))

    def accepts(self) -> bool:
        """Whether the reason can be sent; flaws stand at the field."""
        self.reason.data = self.reason.data or ""  # nothing but ticks is a whole answer
        if not self.validate() or not cleaned(self, {"reason": Remark}):
            return False
        if self.reason.data or set(self.chosen()) - {ChangeReason.OTHER}:
            return True
        self.reason.errors = [_("Tick what is wrong, or say what should change.")]
        return False

    def chosen(self) -> tuple[ChangeReason, ...]:
        """The ticked reasons in their order."""
        ticked = set(self.reasons.data or ())
        return tuple(reason for reason in ChangeReason if reason.value in ticked)


def read_chosen(values: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """(item id, version) of each ticked line, written `7.3`; what no page of ours sends is left out."""
    return tuple(pair for pair in map(_pair, values[:MOST_CHOSEN]) if pair is not None)


def _pair(value: str) -> tuple[int, int] | None:
    item_id, _dot, version = value.partition(".")
    try:
        return row_id(item_id), row_id(version)
    except ValueError:
        return None
