"""Forms of the settings pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.core.i18n import LANGUAGES
from app.core.text_fields import NAME_LENGTH

OWN_NAMES = {"zh": "中文", "en": "English"}


class PersonForm(FlaskForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter a name.")), Length(max=NAME_LENGTH)])
    email = EmailField(_l("E-mail"), [DataRequired(_l("Enter an e-mail address.")), Length(max=254)])
    language = SelectField(_l("Language"), choices=[SelectChoice(code.value, OWN_NAMES[code]) for code in LANGUAGES])
