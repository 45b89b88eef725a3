"""The form of a new API token."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.api.tokens import Wish
from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.text_fields import Name
from app.models import Community, Scope

_LIVES = {"30": 30, "90": 90, "365": 365}


class TokenForm(FlaskForm):
    name = StringField(_l("Name of the token"), [DataRequired(_l("Enter a name, so that you know it again."))])
    scopes = SelectMultipleField(
        _l("What it may do"), [DataRequired(_l("Tick at least one."))], widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    community = SelectField(_l("Where"))
    life = SelectField(_l("How long"), default="90")

    @classmethod
    def offer(cls, communities: Sequence[Community]) -> TokenForm:
        form = cls()
        form.scopes.choices = [(scope.value, label(scope)) for scope in Scope]
        everywhere = ("", _("All communities I belong to"))
        form.community.choices = [everywhere, *((str(row.id), row.name) for row in communities)]
        form.life.choices = [
            *((days, _("%(days)s days", days=days)) for days in _LIVES), ("", _("Until I revoke it")),
        ]
        return form

    def accepts(self) -> bool:
        """Whether a token can be made of it; flaws stand at their fields."""
        return bool(self.validate()) and cleaned(self, {"name": Name})

    def wish(self, communities: Sequence[Community], now: datetime) -> Wish:
        """What was asked for, of a form that accepts."""
        chosen = {str(row.id): row for row in communities}
        days = _LIVES.get(self.life.data)
        return Wish(
            name=self.name.data, scopes=frozenset(Scope(value) for value in self.scopes.data),
            community=chosen.get(self.community.data), expires_at=now + timedelta(days=days) if days else None,
        )
