"""The shape a model's answer must have, and the same shape as the JSON schema it is shown.

The schema stays within what every strict endpoint accepts (all properties required, nothing additional, no size
keywords); sizes, blanks and control characters are checked here instead.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

SCHEMA_NAME = "DraftAnswer"
MAX_LIST = 30

_SEPARATORS = re.compile(r"[\s,，、;；]+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_MANY_BREAKS = re.compile(r"\n{3,}")
# Control characters but the line break, half surrogates, marks of direction.
_HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def cleaned(text: str) -> str:
    """`text` in NFC without control characters, half surrogates and marks that turn the reading direction."""
    broken = _BREAKS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    lines = (line.rstrip() for line in _HIDDEN.sub("", broken).split("\n"))
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip()


def _text(value: object) -> object:
    """Models write null for "nothing"."""
    if value is None:
        return ""
    return cleaned(value) if isinstance(value, str) else value


def _line(value: object) -> object:
    text = _text(value)
    return " ".join(text.split()) if isinstance(text, str) else text


def _words(value: object) -> object:
    """Models also write a list as one string: "#a #b"."""
    if value is None:
        return []
    words = _SEPARATORS.split(value) if isinstance(value, str) else value
    return words[:MAX_LIST] if isinstance(words, list) else words


def _at_most(size: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > size:
            raise ValueError(f"at most {size} characters, not {len(text)}")
        return text

    return AfterValidator(check)


def _present(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


_Line = Annotated[str, BeforeValidator(_line)]
_Text = Annotated[str, BeforeValidator(_text)]
_Words = Annotated[list[_Line], BeforeValidator(_words)]
_Present = AfterValidator(_present)


class DraftAnswer(BaseModel):
    """One draft as a model writes it; sizes are characters."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    title: Annotated[_Line, _at_most(120)] = Field("", description="short headline")
    hook: Annotated[_Line, _Present, _at_most(300)] = Field(description="first line of the post")
    body: Annotated[_Text, _Present, _at_most(6000)] = Field(
        description="the post after its first line, without the call to action and hashtags"
    )
    call_to_action: Annotated[_Text, _at_most(400)] = Field("", description="closing line, may be empty")
    hashtags: _Words = Field(default_factory=list, description="hashtags without #, may be empty")
    tags: _Words = Field(default_factory=list, description="tags chosen from the given list")
    image_brief: Annotated[_Text, _at_most(1000)] = Field("", description="what the picture should show, may be empty")
    comment_starter: Annotated[_Text, _at_most(400)] = Field(
        "", description="first comment that opens the talk, may be empty"
    )


def draft_schema() -> dict[str, object]:
    """The JSON schema of a DraftAnswer, of the kind strict endpoints accept."""
    properties = {
        name: {**_kind(name), "description": str(field.description)} for name, field in DraftAnswer.model_fields.items()
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _kind(name: str) -> dict[str, object]:
    if name in {"hashtags", "tags"}:
        return {"type": "array", "items": {"type": "string"}}
    return {"type": "string"}
