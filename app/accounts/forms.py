"""Forms of the account pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from app.accounts.service import MAX_PASSWORD, MIN_PASSWORD
from app.core.form_texts import cleaned
from app.core.text_fields import Name


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail"), [DataRequired(_l("Enter your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [DataRequired(_l("Enter your password.")), Length(max=200)])


class ProfileForm(FlaskForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter your name."))])

    def accepts(self) -> bool:
        """Whether the name can be kept; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"name": Name})


class PasswordForm(FlaskForm):
    password = PasswordField(
        _l("New password"),
        [
            DataRequired(_l("Enter a password.")),
            Length(
                min=MIN_PASSWORD, max=MAX_PASSWORD,
                message=_l("A password needs %(min)s to %(max)s characters.", min=MIN_PASSWORD, max=MAX_PASSWORD),
            ),
        ],
    )
    repeated = PasswordField(
        _l("Repeat the password"), [EqualTo("password", message=_l("The two passwords differ: type the same one twice."))]
    )
