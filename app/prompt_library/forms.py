"""What people write about prompts: a text with a note, or the reason for a decision."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField

from app.copywriter.golden import golden_cases
from app.core.form_texts import cleaned
from app.core.row_ids import row_id
from app.core.text_fields import Line, Text
from app.prompt_library.checking import typed
from app.prompt_library.life import Life, Version
from app.prompt_library.service import SHIPPED


class EditorForm(FlaskForm):
    """`newest` is the number of the newest version when the editor was opened; `case` names the sample shown."""

    newest = HiddenField()
    text = TextAreaField(_l("Prompt text"))
    note = StringField(_l("What changes and why"))
    case = SelectField(_l("Sample"), validate_choice=False)

    @classmethod
    def of(cls, life: Life, version: Version) -> EditorForm:
        """The editor as it opens on a version."""
        form = cls(formdata=None, newest=str(life.newest), text=version.text)
        form.offer(life.key)
        return form

    @classmethod
    def sent(cls, key: str) -> EditorForm:
        """The editor as it came from a browser, line ends as files have them."""
        form = cls()
        form.text.data = typed(form.text.data or "")
        form.offer(key)
        return form

    def offer(self, key: str) -> None:
        self.case.choices = [(case.name, case.name) for case in golden_cases(key)]

    def accepts_note(self) -> bool:
        """Whether the note can be kept; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"note": Line})

    def opened_on(self) -> int:
        """The newest number its author knew of; one that no prompt has when it was tampered with."""
        return seen_number(self.newest.data or "")


class ReasonForm(FlaskForm):
    reason = TextAreaField(_l("Reason"))

    def accepts(self) -> bool:
        """Whether the reason can be kept; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"reason": Text})


def seen_number(value: str) -> int:
    """The number of a version that a form names, 0 for the shipped file; -1, which none has, for anything else."""
    try:
        return SHIPPED if value == str(SHIPPED) else row_id(value)
    except ValueError:
        return -1
