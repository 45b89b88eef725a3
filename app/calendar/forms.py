"""Forms of the calendar: a post placed by hand, a move, a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.calendar.choices import Choices
from app.calendar.fields import InstantField, PointsField, WallClockField, needed, number_or_none, options
from app.calendar.service import Details
from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.sent_json import sent_json
from app.core.text_fields import Lines, ShortLine
from app.models import ContentItem
from content_calendar.vocabulary import Form, Stage, Value

TEXTS = {"topic_title": ShortLine, "topic_points": Lines}


class MoveForm(FlaskForm):
    """Sent as a form by the dialog, as JSON by the script."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    slot = WallClockField(_l("New time"), [needed(lambda: _("Enter a day and a time."))])


class MoveBackForm(FlaskForm):
    """Sent by the script: `slot` is the instant of before, `pinned` whether a person had placed it there."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    slot = InstantField(_l("New time"), [needed(lambda: _("Enter a day and a time."))])
    pinned = BooleanField()


class VersionForm(FlaskForm):
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])


class ItemForm(FlaskForm):
    """What a post is about. A column brings its own value, stage, form, voice and product unless others are chosen."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    persona = SelectField(_l("Persona"), coerce=number_or_none)
    slot = WallClockField(_l("Time"), [needed(lambda: _("Enter a day and a time."))])
    column = SelectField(_l("Column"), coerce=number_or_none)
    value = SelectField(_l("Value"), default="")
    stage = SelectField(_l("Stage"), default="")
    form = SelectField(_l("Form"), default="")
    topic_title = StringField(_l("Topic"))
    topic_points = PointsField(_l("Points to make"))
    voice = SelectField(_l("Voice"), coerce=number_or_none)
    product = SelectField(_l("Product"), coerce=number_or_none)
    event = SelectField(_l("Event"), coerce=number_or_none)

    def offer(self, choices: Choices) -> ItemForm:
        """Fill the lists with what the community has; before the form is validated or shown."""
        self.choices = choices
        self.persona.choices = [(persona.id, persona.name) for persona in choices.personas]
        self.column.choices = _columns_by_persona(choices)
        for field, terms in ((self.value, Value), (self.stage, Stage), (self.form, Form)):
            field.choices = [("", _("As the column")), *options(terms, label)]
        self.voice.choices = _named(choices.voices, _("As the column"))
        self.product.choices = _named(choices.products, _("As the column, else none"))
        self.event.choices = _named(choices.events, _("No event"))
        return self

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        return cleaned(self, TEXTS) and valid

    def validate_column(self, field: SelectField) -> None:
        column = self.choices.column(field.data)
        if column and column.persona_id != self.persona.data:
            owner = next(persona.name for persona in self.choices.personas if persona.id == column.persona_id)
            sentence = _("This column belongs to “%(persona)s”; choose that persona or another column.", persona=owner)
            raise ValidationError(sentence)

    def validate_value(self, field: SelectField) -> None:
        self._needs_column(field)

    def validate_stage(self, field: SelectField) -> None:
        self._needs_column(field)

    def validate_form(self, field: SelectField) -> None:
        self._needs_column(field)

    def validate_topic_points(self, field: PointsField) -> None:
        if field.data and not self.topic_title.data:
            raise ValidationError(_("Points belong to a topic: enter its title."))

    def _needs_column(self, field: SelectField) -> None:
        if not field.data and not self.column.data:
            raise ValidationError(_("Without a column this must be chosen."))

    def details(self) -> Details:
        """What was entered, with the column's own where a choice was left to it; call after validation."""
        column = self.choices.column(self.column.data)
        title = self.topic_title.data
        return Details(
            slot=wall_clock(self.slot),
            persona_id=self.persona.data,
            value=Value(self.value.data or getattr(column, "value", "")),
            stage=Stage(self.stage.data or getattr(column, "stage", "")),
            form=Form(self.form.data or getattr(column, "form", "")),
            column_id=self.column.data,
            voice_id=self.voice.data or (column.voice_id if column else None),
            product_id=self.product.data or (column.product_id if column else None),
            event_id=self.event.data,
            topic_title=title,
            topic_points=self.topic_points.data or self.choices.points_of(title),
        )


def details_of(item: ContentItem, slot: datetime | None) -> dict[str, object]:
    """The values an ItemForm opens with for an item that stands at the wall-clock time `slot`."""
    names = ("value", "stage", "form")
    return {
        **{name: getattr(item, name).value for name in names},
        **{name: getattr(item, f"{name}_id") for name in ("persona", "column", "voice", "product", "event")},
        "version": item.version, "slot": slot,
        "topic_title": item.topic.get("title", ""), "topic_points": tuple(item.topic.get("points", ())),
    }


def posted() -> MultiDict[str, str]:
    """What was sent, by a form or as a JSON object of plain values; anything else is as good as nothing."""
    if not request.is_json:
        return request.form
    sent = sent_json()
    fields: Mapping[str, Any] = sent if isinstance(sent, dict) else {}
    return MultiDict({name: str(value) for name, value in fields.items() if isinstance(value, str | int)})


def wall_clock(field: WallClockField | InstantField) -> datetime:
    """What a validated field holds."""
    if field.data is None:
        raise ValueError("the form was not validated")
    return field.data


def in_words(form: FlaskForm) -> str:
    """Every complaint about a form in one line, for answers without a form to show it in."""
    return " ".join(problem for problems in form.errors.values() for problem in problems)


def _columns_by_persona(choices: Choices) -> dict[str, list[tuple[object, str]]]:
    groups: dict[str, list[tuple[object, str]]] = {_("No column"): [("", _("A single post"))]}
    names = {persona.id: persona.name for persona in choices.personas}
    for column in choices.columns:
        groups.setdefault(names[column.persona_id], []).append((column.id, column.name))
    return groups


def _named(rows: Any, blank: str) -> list[tuple[object, str]]:
    return [("", blank), *((row.id, row.name) for row in rows)]
