"""The prompt library's files: YAML front matter that declares, then a `system:` and a `user:` part that say.

The two parts are told apart before anything is filled in, so that no text in a brief can open a part of its own.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.copywriter.brief import CopywriterError
from content_calendar.vocabulary import Language

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
MAX_FILE_BYTES = 100_000

_FILE = re.compile(r"\A---\s*\n(?P<front>.*?)\n---\s*\n(?P<body>.*)\Z", re.DOTALL)
_BODY = re.compile(r"\A\s*system:[ ]*\n(?P<system>.*?)^user:[ ]*\n(?P<user>.*)\Z", re.DOTALL | re.MULTILINE)


class PromptInvalid(CopywriterError):
    """A prompt file that cannot be used; `str()` gives file, cause and remedy."""

    code = "prompt_invalid"


class Input(BaseModel):
    """One value the templates may use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["string", "array", "object"]
    description: str = ""


class Parameters(BaseModel):
    """What is asked of the model beside the words; `max_tokens` bounds the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_tokens: int = Field(2000, ge=1, le=32_000)
    temperature: float = Field(0.8, ge=0, le=2)


class _FrontMatter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    description: str = Field(min_length=1)
    version: str = Field(min_length=1)
    language: Language
    inputs: dict[str, Input]
    parameters: Parameters = Parameters()
    output: Literal["DraftAnswer"]


class Prompt(_FrontMatter):
    """One prompt of the library; `key` is its path in the library without the suffix: posts/post.zh."""

    key: str
    system: str
    user: str


def read_prompt(text: str, key: str) -> Prompt:
    """The prompt written in `text`. Raises PromptInvalid."""
    parts = _match(_FILE, text, key, "begin with front matter between two lines of ---")
    body = _match(_BODY, parts["body"], key, "follow the front matter with a line system: and later a line user:")
    try:
        front = yaml.safe_load(parts["front"])
        return Prompt.model_validate({**_mapping(front, key), **body, "key": key})
    except yaml.YAMLError as error:
        raise PromptInvalid(f"{key}: the front matter is not YAML: {error}") from None
    except ValidationError as error:
        raise PromptInvalid(f"{key}: {_first_fault(error)}") from None


@cache
def load_prompt(key: str) -> Prompt:
    """The shipped prompt `key`, read once. Raises PromptInvalid, also for a file that is missing or too large."""
    path = PROMPTS / f"{key}.prompty"
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PromptInvalid(f"{key}: the file exceeds {MAX_FILE_BYTES:,} bytes; shorten it")
        return read_prompt(path.read_text(encoding="utf-8"), key)
    except (OSError, UnicodeDecodeError) as error:
        raise PromptInvalid(f"{key}: the file cannot be read ({error}); restore it from the release") from None


def _match(pattern: re.Pattern[str], text: str, key: str, remedy: str) -> dict[str, str]:
    found = pattern.match(text)
    if found is None:
        raise PromptInvalid(f"{key}: a part of the file is missing; {remedy}")
    return found.groupdict()


def _mapping(front: object, key: str) -> dict[str, Any]:
    if not isinstance(front, dict):
        raise PromptInvalid(f"{key}: the front matter must be a list of names and values")
    return front


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_context=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
