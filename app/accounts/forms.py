"""Forms of the account pages."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from app.accounts.service import MAX_PASSWORD, MIN_PASSWORD, is_password
from app.core.form_texts import cleaned
from app.core.i18n import OWN_NAMES
from app.core.text_fields import Name
from app.models import User


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail"), [DataRequired(_l("Enter your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [DataRequired(_l("Enter your password.")), Length(max=200)])


class ForgottenForm(FlaskForm):
    email = EmailField(
        _l("E-mail"), [DataRequired(_l("Enter your e-mail address.")), Length(max=254, message=_l("Too long."))]
    )


class ProfileForm(FlaskForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter your name."))])
    language = SelectField(_l("Language"), choices={code.value: name for code, name in OWN_NAMES.items()})

    def accepts(self) -> bool:
        """Whether the name can be kept; flaws stand at the field."""
        return bool(self.validate()) and cleaned(self, {"name": Name})


class PasswordForm(FlaskForm):
    old = PasswordField(_l("Present password"))
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
        _l("Repeat the password"),
        [EqualTo("password", message=_l("The two passwords differ: type the same one twice."))],
    )

    def accepts(self, user: User, *, knows_old: bool) -> bool:
        """Whether this person may have that password; flaws stand at their fields."""
        fits = bool(self.validate())
        if knows_old and not is_password(user, self.old.data or ""):
            self.old.errors = [_("This is not your present password.")]
            return False
        return fits
