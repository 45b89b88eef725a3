"""The card of a template in a form, with its first words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from pydantic import AfterValidator
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from app.core.field_flaws import flawed_as, shortened
from app.core.form_texts import cleaned
from app.core.i18n import label, words
from app.core.row_ids import row_id
from app.core.text_fields import Day, ShortLine, Text
from app.models import ContentItem
from app.replies.cards import Card, card_of
from app.replies.choices import Choices
from app.replies.flaws import CardFlaw
from app.replies.notes import NotesRefused, read_notes, show_notes
from app.replies.variables_field import VariablesField
from content_calendar.content import Copy
from content_calendar.message import Message
from content_calendar.replies.variables import is_name
from content_calendar.vocabulary import MemberState, Platform, Scenario, Term

_LONGEST_NAME, _LONGEST_ANSWER = 24, 32
_CODE = re.compile(r"[\w-]{0,40}")


def _code(text: str) -> str:
    code = text.strip().casefold()
    if not _CODE.fullmatch(code):
        raise flawed_as(Message(CardFlaw.NOT_A_CODE, {"given": shortened(text)}))
    return code


def _snippet(text: str) -> str:
    if text and not is_name(text):
        raise flawed_as(Message(CardFlaw.NOT_A_SNIPPET, {"given": shortened(text)}))
    return text


Code = Annotated[ShortLine, AfterValidator(_code)]
SnippetName = Annotated[ShortLine, AfterValidator(_snippet)]


def number_or_none(value: object) -> int | None:
    """The id that was chosen; None for nothing or what is no id."""
    try:
        return row_id(str(value)) if value not in (None, "") else None
    except ValueError:
        return None


class TicksField(SelectMultipleField):
    """Several of a vocabulary, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, title: object, vocabulary: type[Term], **options: Any) -> None:
        super().__init__(title, choices=lambda: [(term.value, label(term)) for term in vocabulary], **options)


class CardForm(FlaskForm):
    """`version` is the item's version when the form was opened. `words` stand in the form of a new template alone."""

    version = HiddenField()
    answer = HiddenField(filters=[lambda sent: sent or ""])
    scenario = SelectField(_l("Scenario"))
    states = TicksField(_l("Said to members who are"), MemberState)
    title = StringField(_l("Name in the library"))
    words = TextAreaField(_l("Words"))
    variables = VariablesField(_l("Variables"))
    persona = SelectField(_l("Persona"), coerce=number_or_none)
    voice = SelectField(_l("Voice"), coerce=number_or_none)
    product = SelectField(_l("Product"), coerce=number_or_none)
    platform = SelectField(_l("Platform"))
    short_code = StringField(_l("Short code"))
    snippet_key = StringField(_l("Snippet name"))
    expires_on = StringField(_l("True until"), widget=DateInput())
    notes = TextAreaField(_l("Notes for operators"))

    def offer(self, choices: Choices, *, with_words: bool) -> CardForm:
        """Fill the lists with what the community has; before the form is validated or shown."""
        if not with_words:
            del self.words, self.title, self.answer
        self.scenario.choices = [(term.value, label(term)) for term in Scenario]
        self.platform.choices = [(term.value, label(term)) for term in Platform]
        self.persona.choices = list(choices.personas)
        self.voice.choices = [("", _("No particular voice")), *choices.voices]
        self.product.choices = [("", _("No product")), *choices.products]
        return self

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        valid = super().validate(extra_validators)
        kinds: dict[str, Any] = {"short_code": Code, "snippet_key": SnippetName, "notes": Text}
        kinds |= {"expires_on": Day} if self.expires_on.data else {}
        kinds |= {"words": Text, "title": ShortLine, "answer": ShortLine} if self.words is not None else {}
        return cleaned(self, kinds) and valid

    def validate_words(self, field: TextAreaField) -> None:
        if not (field.data or "").strip():
            raise ValidationError(words(Message(CardFlaw.WORDS_MISSING)))

    def validate_notes(self, field: TextAreaField) -> None:
        try:
            read_notes(field.data or "")
        except NotesRefused as refused:
            raise ValidationError(words(refused.message)) from None

    def card(self, text: str, before: Card | None = None) -> Card:
        """What was entered, after validation; blanks that stand in `text` without a row are variables as well."""
        self.variables.declare(text)
        return Card(
            scenario=Scenario(self.scenario.data), member_states=tuple(map(MemberState, self.states.data or ())),
            variables=self.variables.data, short_code=self.short_code.data, snippet_key=self.snippet_key.data,
            answer=before.answer if before else self.answer.data[:_LONGEST_ANSWER],
            expires_on=self.expires_on.data or None,
            platform_notes=read_notes(self.notes.data), persona_id=self.persona.data, voice_id=self.voice.data,
            product_id=self.product.data, platform=Platform(self.platform.data),
            language=before.language if before else None,
        )

    def copy(self) -> Copy:
        """The first words: the first line is what a member sees first."""
        return copy_of_words(self.words.data, self.title.data)

    def opened_on(self) -> int:
        """The version the form was opened on; 0, which no item has, when it was tampered with."""
        return number_or_none(self.version.data) or 0


def copy_of_words(text: str, title: str = "") -> Copy:
    """Words as they are typed in one box: the first of several lines opens the message.

    The title is for the library alone; a message of one line is called by its beginning.
    """
    first, _break, rest = text.strip().partition("\n")
    if rest.strip():
        return Copy(title=title, hook=first.strip(), body=rest.strip())
    return Copy(title=title or first[:_LONGEST_NAME].rstrip("，。,. "), body=first.strip())


def stored(item: ContentItem) -> dict[str, object]:
    """What a CardForm opens with for this template."""
    card = card_of(item)
    return {
        "version": str(item.version), "scenario": card.scenario.value,
        "states": [state.value for state in card.member_states], "variables": card.variables,
        "persona": card.persona_id, "voice": card.voice_id, "product": card.product_id,
        "platform": item.platform.value, "short_code": card.short_code, "snippet_key": card.snippet_key,
        "expires_on": card.expires_on.isoformat() if card.expires_on else "",
        "notes": show_notes(card.platform_notes),
    }
