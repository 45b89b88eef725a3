"""A reading as it should have been."""

from __future__ import annotations

from typing import Annotated

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import AfterValidator
from wtforms import StringField

from app.core.errors import Invalid
from app.core.field_flaws import Flaw, flawed
from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.text_fields import ShortLine
from app.feedback.figures import count_of
from app.feedback.taken import COUNTERS, Counts
from content_calendar.vocabulary import Counter


def _said(line: str) -> str:
    if not line:
        raise flawed(Flaw.BLANK)
    return line


class CorrectionForm(FlaskForm):
    """Why, and the numbers; the field of a counter is named as the counter."""

    reason = StringField(_l("What was wrong?"))
    impressions = StringField()
    views = StringField()
    likes = StringField()
    comments = StringField()
    shares = StringField()
    clicks = StringField()
    conversions = StringField()
    joins = StringField()
    leaves = StringField()
    mutes = StringField()

    def offer(self, told: Counts) -> CorrectionForm:
        """What stands there now, unless something was sent."""
        for counter, count in zip(COUNTERS, told, strict=True):
            self[counter.value].label.text = label(counter)
            if self[counter.value].data is None:
                self[counter.value].data = "" if count is None else str(count)
        return self

    def has_reason(self) -> bool:
        """Whether somebody said why, in words that can be kept."""
        return bool(self.validate() and cleaned(self, {"reason": Annotated[ShortLine, AfterValidator(_said)]}))

    def counts(self) -> Counts | None:
        """The numbers, None for empty fields; None altogether when one cannot be read, which its field then says."""
        counts = tuple(self._count(counter) for counter in COUNTERS)
        return None if self.errors else counts

    def _count(self, counter: Counter) -> int | None:
        field = self[counter.value]
        try:
            return count_of((field.data or "").strip())
        except Invalid as error:
            field.errors = [f"{error.cause} {error.remedy}"]
            return None
