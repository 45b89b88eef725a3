"""Forms of the settings pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import DataRequired

from app.core.form_texts import cleaned
from app.core.i18n import OWN_NAMES
from app.core.text_fields import Email, Name


class PersonForm(FlaskForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter a name."))])
    email = EmailField(_l("E-mail"), [DataRequired(_l("Enter an e-mail address."))])
    language = SelectField(_l("Language"), choices={code.value: name for code, name in OWN_NAMES.items()})

    def accepts(self) -> bool:
        """Whether an account can be made of it; flaws stand at their fields."""
        return bool(self.validate()) and cleaned(self, {"name": Name, "email": Email})
