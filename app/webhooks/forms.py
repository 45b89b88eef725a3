"""What an admin enters about a webhook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.text_fields import Name
from app.models import WebhookEndpoint, WebhookKind
from app.webhooks.endpoints import Wishes

_LONGEST_ADDRESS = 1_000
OFFERED = tuple(kind for kind in WebhookKind if kind is not WebhookKind.TEST)


class KindsField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EndpointForm(FlaskForm):
    version = HiddenField()
    name = StringField(_l("Name of the receiver"), [DataRequired(_l("Enter a name."))])
    url = StringField(_l("Address of the receiver"), [DataRequired(_l("Enter the address."))])
    kinds = KindsField(_l("What it is told"))

    def __init__(self, endpoint: WebhookEndpoint | None = None) -> None:
        super().__init__(obj=endpoint)
        self.kinds.choices = [(kind.value, label(kind)) for kind in OFFERED]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        valid = cleaned(self, {"name": Name}) and valid
        return self._has_address() and valid

    def _has_address(self) -> bool:
        if self.url.errors:
            return False
        self.url.data = (self.url.data or "").strip()
        if not _is_address(self.url.data):
            self.url.errors = [_("Give a whole web address that starts with https:// or http://, without a password.")]
        return not self.url.errors

    def wishes(self) -> Wishes:
        """Raises nothing once `validate` said yes."""
        return Wishes(self.name.data, self.url.data, tuple(WebhookKind(kind) for kind in self.kinds.data or ()))


def _is_address(text: str) -> bool:
    if len(text) > _LONGEST_ADDRESS or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
        named, port = bool(parts.hostname) and parts.username is None, parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and named and port != 0
