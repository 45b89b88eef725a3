"""What is pasted at the desk, read from a request."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField

from app.core.i18n import label
from app.reply_desk.suggest import Pasted
from content_calendar.replies.braces import MAX_BLANKS
from content_calendar.replies.variables import MAX_VALUE
from content_calendar.vocabulary import MemberState

BLANK = "blank-"
MOST_BLANKS = 3 * MAX_BLANKS


class SuggestForm(FlaskForm):
    """A message and who wrote it. Values of blanks come beside it, each named `blank-` and the blank's name."""

    message = TextAreaField(_l("What the member wrote"))
    member = SelectField(_l("The member is"), validate_choice=False)

    def offer(self) -> SuggestForm:
        """With its choices."""
        states = [(state.value, label(state)) for state in MemberState]
        self.member.choices = [("", _("Read it from the message")), *states]
        return self

    def pasted(self, sent: Mapping[str, str]) -> Pasted:
        """What was sent; too many or endless values are cut, which their blank then says."""
        named = [(name.removeprefix(BLANK), value) for name, value in sent.items() if name.startswith(BLANK)]
        values = {name: value[: MAX_VALUE + 1] for name, value in named[:MOST_BLANKS]}
        return Pasted.cleaned(self.message.data or "", MemberState.named(self.member.data or ""), values)
