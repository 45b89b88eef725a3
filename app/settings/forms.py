"""Forms of the settings pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import DataRequired

from app.accounts.roles import Seat
from app.core.form_texts import cleaned
from app.core.i18n import OWN_NAMES
from app.core.text_fields import Email, Name
from app.models import User
from content_calendar.workflow import Role


def typed_seat(community_id: int) -> Seat:
    """What the invitation named for the community, to be shown again when it is refused."""
    if "email" not in request.form:
        return Seat(None)
    return Seat(Role.named(request.form.get(f"role-{community_id}", "")), f"compliance-{community_id}" in request.form)


class LeavingForm(FlaskForm):
    heir = SelectField(_l("Who takes it over"))

    def offer(self, heirs: Sequence[User]) -> None:
        """Anybody whose account is open, or nobody: then it waits for everyone."""
        nobody = ("", _l("Nobody in particular: reviews wait for every reviewer"))
        self.heir.choices = [*((str(heir.id), f"{heir.name} · {heir.email}") for heir in heirs), nobody]

    @property
    def heir_id(self) -> int | None:
        return int(self.heir.data) if self.heir.data else None


class PersonForm(FlaskForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter a name."))])
    email = EmailField(_l("E-mail"), [DataRequired(_l("Enter an e-mail address."))])
    language = SelectField(_l("Language"), choices={code.value: name for code, name in OWN_NAMES.items()})

    def accepts(self) -> bool:
        """Whether an account can be made of it; flaws stand at their fields."""
        return bool(self.validate()) and cleaned(self, {"name": Name, "email": Email})
