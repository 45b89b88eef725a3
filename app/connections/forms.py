"""The form of a connection: what every one is asked, and what its target asks besides."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Annotated, Any, cast
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import AfterValidator, ValidationError
from wtforms import BooleanField, HiddenField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from app.connections.connections import Wishes
from app.core.field_flaws import message_of
from app.core.form_texts import cleaned
from app.core.i18n import label, words
from app.core.text_fields import Name, clean_line, clean_text
from app.models import Connection, Persona
from content_calendar.exporters.push.options import FieldKind, OptionField, written
from content_calendar.exporters.push.target import PushTarget
from content_calendar.vocabulary import Platform

_LONGEST_ADDRESS, _LONGEST_KEY = 500, 2_000
_OPTION = "option_"
_CLEAN = {FieldKind.LINE: clean_line, FieldKind.LINES: clean_text}


class PlatformsField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ConnectionForm(FlaskForm):
    """A key is typed in and never shown: an empty field keeps the stored one."""

    target: PushTarget[Any]

    version = HiddenField()
    name = StringField(_l("Name of the connection"), [DataRequired(_l("Enter a name."))])
    base_url = StringField(_l("Address"), [DataRequired(_l("Enter the address."))])
    credential = PasswordField()
    persona = SelectField(_l("Persona"), default="0")
    platforms = PlatformsField(_l("Platforms"))
    automatic = BooleanField(_l("Push approved posts by themselves"))

    def __init__(
        self, personas: Iterable[Persona], connection: Connection | None = None, *, is_sent: bool = True
    ) -> None:
        """With `is_sent` false it shows what is stored, whatever the request carries."""
        super().__init__(data=_shown(self.target, connection), **({} if is_sent else {"formdata": None}))
        self.credential.label.text = label(self.target.facts.credential)
        self.persona.choices = [("0", _("every persona")), *((str(row.id), row.name) for row in personas)]
        self.platforms.choices = [(platform.value, label(platform)) for platform in Platform]
        self._has_key = bool(connection and connection.credential)
        self._former_address = connection.base_url if connection else ""
        for option in self.target.fields:
            self[_OPTION + option.name].label.text = label(option.label)
            if option.choices:
                self[_OPTION + option.name].choices = [(term.value, label(term)) for term in option.choices]

    def asked(self) -> list[tuple[OptionField, Any]]:
        """The target's own questions with their fields."""
        return [(option, self[_OPTION + option.name]) for option in self.target.fields]

    def accepts(self) -> bool:
        """Whether a connection can be made of it; flaws stand at their fields."""
        self.validate()
        cleaned(self, {"name": Name})
        self._check_address()
        self._check_key()
        self._check_options()
        return not self.errors

    def _check_address(self) -> None:
        if self.base_url.errors:
            return
        address = (self.base_url.data or "").strip()
        if flaw := _flaw_of_address(address):
            self.base_url.errors = [flaw]
        self.base_url.data = address

    def _check_key(self) -> None:
        key = self.credential.data = (self.credential.data or "").strip()
        if not key and not self._has_key:
            self.credential.errors = [_("Enter it as the target shows it.")]
        elif not key and self.base_url.data != self._former_address:
            self.credential.errors = [_("The address changed, so the key must be entered as well.")]
        elif len(key) > _LONGEST_KEY or any(not " " < sign <= "~" for sign in key):
            self.credential.errors = [_("A key has no spaces, no line ends and only Latin characters: copy it again.")]

    def _check_options(self) -> None:
        typed = [option for option in self.target.fields if option.kind in _CLEAN]
        for option in typed:
            self[_OPTION + option.name].data = self[_OPTION + option.name].data or ""
        cleaned(self, {_OPTION + option.name: _kind(option) for option in typed})
        given = {option.name: self[_OPTION + option.name].data for option in self.target.fields}
        try:
            self._model = self.target.read_options(given)
        except ValidationError as error:
            for flaw in error.errors(include_url=False):
                field = self[_OPTION + str(flaw["loc"][0])]
                field.errors = field.errors or [words(message_of(flaw))]

    def wishes(self) -> Wishes:
        """After `accepts`."""
        chosen = self.platforms.data or []
        return Wishes(
            name=cast("str", self.name.data), base_url=cast("str", self.base_url.data),
            credential=self.credential.data or "", options=self._model.model_dump(mode="json"),
            persona_id=int(self.persona.data) or None,
            platforms=[] if len(chosen) == len(Platform) else chosen, automatic=bool(self.automatic.data),
        )


@cache
def form_of(target: PushTarget[Any]) -> type[ConnectionForm]:
    """The form with the questions of one target."""
    fields = {_OPTION + option.name: _field(option) for option in target.fields}
    made = type(f"{type(target).__name__}Form", (ConnectionForm,), {**fields, "target": target})
    return cast("type[ConnectionForm]", made)


def _kind(option: OptionField) -> Any:
    return Annotated[str, AfterValidator(partial(_CLEAN[option.kind], limit=option.longest))]


def _field(option: OptionField) -> Any:
    if option.kind is FieldKind.CHOICE:
        return SelectField()
    if option.kind is FieldKind.SWITCH:
        return BooleanField()
    return StringField(widget=TextArea() if option.kind is FieldKind.LINES else None)


def _shown(target: PushTarget[Any], connection: Connection | None) -> dict[str, Any]:
    """What the form begins with: the connection as it is, or the target's own defaults."""
    if connection is None:
        model = target.options.model_fields
        defaults = {
            name: field.get_default(call_default_factory=True, validated_data={})
            for name, field in model.items() if not field.is_required()
        }
        shown = {
            "name": label(target.facts.target), "base_url": target.facts.base_url, "version": 0,
            "platforms": list(target.facts.platforms),
        }
    else:
        defaults = connection.options
        shown = {
            "name": connection.name, "base_url": connection.base_url, "persona": str(connection.persona_id or 0),
            "platforms": connection.platforms, "automatic": connection.automatic, "version": connection.version,
        }
    return shown | {_OPTION + name: _value(value) for name, value in defaults.items()}


def _value(value: object) -> object:
    return value if isinstance(value, bool) else written(value)


def _flaw_of_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        has_host, parts = False, urlsplit("")
    if parts.scheme not in ("https", "http") or not has_host or len(address) > _LONGEST_ADDRESS:
        return str(_("Give a whole address that begins with https:// or http://, at most 500 characters long."))
    if parts.username or parts.password or "\\" in address or any(sign <= " " for sign in address):
        return str(_("The address may hold no name or password and no spaces. The key has a field of its own."))
    return ""
