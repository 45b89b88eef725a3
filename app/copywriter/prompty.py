"""The prompt library's files: YAML front matter that declares, then a `system:` and a `user:` part that say.

The two parts are told apart before anything is filled in, so that no text in a brief can open a part of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.copywriter.brief import CopywriterError
from app.copywriter.prompt_fault import PromptFault, PromptFlaw, flaw
from content_calendar.vocabulary import Language

_QUICK: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PROMPTS = Path(__file__).resolve().parents[2] / "prompts"
MAX_PROMPT = 60_000
MAX_FRONT_MATTER = 10_000  # reading YAML takes time out of proportion to its length
OUTPUTS = ("DraftAnswer",)

_FILE = re.compile(r"\A---[ \t]*\n(?P<front>.*?)\n---[ \t]*\n(?P<body>.*)\Z", re.DOTALL)
_BODY = re.compile(r"\A\s*system:[ ]*\n(?P<system>.*?)^user:[ ]*\n(?P<user>.*)\Z", re.DOTALL | re.MULTILINE)
_FRONT_LINE = 2


class PromptInvalid(CopywriterError):
    """A prompt that cannot be used; `faults` say in both languages where, why and what to do."""

    code = "prompt_invalid"

    def __init__(self, *faults: PromptFault) -> None:
        self.faults = faults
        super().__init__("\n".join(fault.text("en") for fault in faults))


class Input(BaseModel):
    """One value the templates may use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: Literal["string", "integer", "boolean", "array", "object"]
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
    version: str = Field(min_length=1, max_length=20)
    language: Language
    inputs: dict[str, Input]
    parameters: Parameters = Parameters()
    output: Literal["DraftAnswer"]


class Prompt(_FrontMatter):
    """One prompt of the library.

    `key` is its path in the library without the suffix: posts/learning.zh. `text` is all of it, as it was written;
    `system_line` and `user_line` are the lines of it that the two parts begin on.
    """

    key: str
    text: str
    system: str
    user: str
    system_line: int
    user_line: int


PromptSource = Callable[[str], Prompt]
"""Gives the prompt of a key. Raises PromptInvalid."""


def prompt_keys() -> tuple[str, ...]:
    """The keys of all prompts that ship with the product, sorted."""
    return tuple(sorted(file.relative_to(PROMPTS).with_suffix("").as_posix() for file in PROMPTS.rglob("*.prompty")))


@cache
def partials() -> Mapping[str, str]:
    """The texts prompts share, by the name they are included with: voice.zh.j2."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted((PROMPTS / "partials").glob("*.j2"))}


def file_name(key: str) -> str:
    """Where the shipped prompt `key` lies below the project's folder."""
    return f"prompts/{key}.prompty"


def read_prompt(text: str, key: str, *, shipped: bool = False) -> Prompt:
    """The prompt written in `text`. Raises PromptInvalid.

    The front matter of a `shipped` file is read by the C library where there is one: ten times faster, but it trusts
    the text to nest sanely and places a slip less exactly.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > MAX_PROMPT:
        raise PromptInvalid(flaw(PromptFlaw.TOO_LARGE, file_name(key), limit=MAX_PROMPT))
    parts = _match(_FILE, text, key, PromptFlaw.NO_FRONT_MATTER)
    front, offset = parts["front"], parts.start("body")
    if len(front) > MAX_FRONT_MATTER:
        raise PromptInvalid(flaw(PromptFlaw.TOO_LARGE, file_name(key), _FRONT_LINE, limit=MAX_FRONT_MATTER))
    body = _match(_BODY, parts["body"], key, PromptFlaw.NO_PARTS, _line_at(text, offset))
    lines = {f"{part}_line": _line_at(text, offset + body.start(part)) for part in body.groupdict()}
    head = _mapping(front, key, _QUICK if shipped else yaml.SafeLoader)
    values = {**head, **body.groupdict(), **lines, "key": key, "text": text}
    try:
        return Prompt.model_validate(values)
    except ValidationError as error:
        raise PromptInvalid(*(_fault(each, front, key) for each in error.errors(include_url=False))) from None


@cache
def load_prompt(key: str) -> Prompt:
    """The shipped prompt `key`, read once. Raises PromptInvalid, also for a file that is missing."""
    try:
        return read_prompt((PROMPTS / f"{key}.prompty").read_text(encoding="utf-8"), key, shipped=True)
    except (OSError, UnicodeDecodeError) as error:
        raise PromptInvalid(flaw(PromptFlaw.UNREADABLE, file_name(key), detail=type(error).__name__)) from None


def line_of(front: str, path: tuple[str | int, ...]) -> int:
    """The line of the file on which the front matter writes `path`, or as much of it as there is."""
    line, node = 1, _node(front)
    for step in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        found = next(((name, value) for name, value in pairs if name.value == step), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + _FRONT_LINE, found[1]
    return line


@lru_cache(maxsize=8)
def _node(front: str) -> yaml.Node | None:
    return yaml.compose(front, Loader=yaml.SafeLoader)


def front_of(prompt: Prompt) -> str:
    """The front matter of `prompt` as it was written."""
    found = _FILE.match(prompt.text)
    return found["front"] if found else ""


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _match(pattern: re.Pattern[str], text: str, key: str, missing: PromptFlaw, line: int = 1) -> re.Match[str]:
    found = pattern.match(text)
    if found is None:
        raise PromptInvalid(flaw(missing, file_name(key), line))
    return found


def _mapping(front: str, key: str, loader: type[yaml.SafeLoader]) -> dict[str, Any]:
    try:
        _refuse_aliases(front, key, loader)
        values = yaml.load(front, Loader=loader)  # noqa: S506 - a safe one, as its type says
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + _FRONT_LINE if mark else _FRONT_LINE
        detail = getattr(error, "problem", None) or type(error).__name__
        raise PromptInvalid(flaw(PromptFlaw.NOT_YAML, file_name(key), line, detail=detail)) from None
    if not isinstance(values, dict):
        raise PromptInvalid(flaw(PromptFlaw.NOT_YAML, file_name(key), _FRONT_LINE, detail=type(values).__name__))
    return {str(name): value for name, value in values.items()}


def _refuse_aliases(front: str, key: str, loader: type[yaml.SafeLoader]) -> None:
    """A list of aliases to lists of aliases is short to write and fills any memory once it is shown."""
    with suppress(yaml.YAMLError):  # what cannot be read is told by whoever reads it
        for event in yaml.parse(front, Loader=loader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + _FRONT_LINE if event.start_mark else _FRONT_LINE
                raise PromptInvalid(flaw(PromptFlaw.ALIAS, file_name(key), line, name=event.anchor))


def _fault(error: Any, front: str, key: str) -> PromptFault:
    path: tuple[str | int, ...] = error["loc"]
    file, line, field = file_name(key), line_of(front, path), ".".join(str(part) for part in path)
    if error["type"] == "missing":
        return flaw(PromptFlaw.FIELD_MISSING, file, line, field=field)
    if error["type"] == "extra_forbidden":
        return flaw(PromptFlaw.FIELD_UNKNOWN, file, line, field=field, known=_known_beside(path))
    if path == ("output",):
        return flaw(PromptFlaw.OUTPUT_UNKNOWN, file, line, what=error["input"], known=", ".join(OUTPUTS))
    return flaw(PromptFlaw.FIELD_WRONG, file, line, field=field, detail=error["msg"])


def _known_beside(path: tuple[str | int, ...]) -> str:
    models: dict[str | int, type[BaseModel]] = {"inputs": Input, "parameters": Parameters}
    model = models.get(path[0], _FrontMatter) if len(path) > 1 else _FrontMatter
    return ", ".join(model.model_fields)
