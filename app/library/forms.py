"""The text of an item in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from app.core.errors import Invalid
from app.core.form_texts import cleaned
from app.core.row_ids import row_id
from app.core.text_fields import Line, ShortLine, Text
from content_calendar.content import Copy
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField
from content_calendar.vocabulary import Instruction, Language, Platform

_KINDS = {
    "title": ShortLine, "hook": Line, "body": Text, "call_to_action": Text, "hashtags": Line, "image_brief": Text,
    "comment_starter": Text,
}


class CopyForm(FlaskForm):
    """`version` is the item's version when the form was opened."""

    version = HiddenField()
    title = StringField(_l("Title"))
    hook = TextAreaField(_l("Opening line"))
    body = TextAreaField(_l("Body"))
    call_to_action = TextAreaField(_l("Call to action"))
    hashtags = StringField(_l("Hashtags"))
    image_brief = TextAreaField(_l("Image brief"))
    comment_starter = TextAreaField(_l("First comment"))

    @classmethod
    def of(cls, copy: Copy, version: int) -> CopyForm:
        """The form filled with a text."""
        return cls(
            formdata=None, version=version, title=copy.title, hook=copy.hook, body=copy.body,
            call_to_action=copy.call_to_action, hashtags=field_text(copy, CopyField.HASHTAGS),
            image_brief=copy.image_brief, comment_starter=copy.comment_starter,
        )

    def accepts(self) -> bool:
        """Whether everything typed can be saved; flaws stand at their fields."""
        return bool(self.validate()) and cleaned(self, _KINDS)

    def opened_on(self) -> int:
        """The item's version when the form was opened; 0, which no item has, when it was tampered with."""
        try:
            return row_id(self.version.data or "")
        except ValueError:
            return 0

    def edited(self, before: Copy) -> Copy:
        """`before` with what was typed; what the form does not show stays."""
        return replace(
            before, title=self.title.data, hook=self.hook.data, body=self.body.data,
            call_to_action=self.call_to_action.data, image_brief=self.image_brief.data,
            comment_starter=self.comment_starter.data,
            hashtags=tuple(dict.fromkeys(tag.lstrip("#＃") for tag in self.hashtags.data.split() if tag.lstrip("#＃"))),
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """What the writer is to do with a text; `platform` and `language` only where the instruction needs one."""

    instruction: Instruction
    platform: Platform | None
    language: Language | None


class WishUnknown(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("It is not clear how the text should be reworked."),
            _l("Press one of the buttons under the text; for another platform or language choose which one."),
        )


def read_wish(fields: Mapping[str, str]) -> Wish:
    """What a pressed button asks for, with the choice beside it. Raises WishUnknown."""
    instruction = Instruction.named(fields.get("instruction", ""))
    platform = Platform.named(fields.get("target_platform", ""))
    language = next((known for known in Language if known == fields.get("target_language")), None)
    to_platform, to_language = instruction is Instruction.ANOTHER_PLATFORM, instruction is Instruction.TRANSLATE
    if instruction is None or (to_platform and platform is None) or (to_language and language is None):
        raise WishUnknown
    return Wish(instruction, platform if to_platform else None, language if to_language else None)
