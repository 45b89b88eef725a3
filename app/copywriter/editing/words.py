"""The words an edit works with, kept beside the formulas so that editors can change them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from app.copywriter.formulas import FORMULA_FOLDER, FormulaInvalid, version_of
from content_calendar.vocabulary import Instruction, Language

_EDGE = re.compile(r"[A-Za-z0-9]")


class EditWords(BaseModel):
    """`drop` goes, but not inside the words of `keep`; `instead` maps a wording to another; the rest are formulas.

    `terms` are words of the trade in the other language with what they are called in this one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    instead: dict[str, str] = {}
    to_feed: dict[str, str] = {}
    to_chat: dict[str, str] = {}
    openings: tuple[str, ...] = ()
    reply_openings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    terms: dict[str, str] = {}


class EditFormula(NamedTuple):
    """`path` is relative to the formula folder; `version` changes with every edit of the file."""

    path: str
    version: str
    words: EditWords


@cache
def edit_formula(language: Language, instruction: Instruction) -> EditFormula:
    """The words of `instruction` in `language`. Raises FormulaInvalid."""
    path = f"{language}/edits/{instruction}.yaml"
    try:
        text = (FORMULA_FOLDER / path).read_text(encoding="utf-8")
        return EditFormula(path, version_of(text), EditWords.model_validate(yaml.safe_load(text) or {}))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise FormulaInvalid(f"{path}: {error}") from error


def without_words(text: str, drop: Iterable[str], keep: Iterable[str] = ()) -> str:
    """`text` without the words of `drop`, except inside the words of `keep`; blanks around them are closed up."""
    return replaced(text, dict.fromkeys(drop, ""), keep)


def replaced(text: str, instead: Mapping[str, str], keep: Iterable[str] = ()) -> str:
    """`text` with each wording changed, the longest first; Latin words are met as whole words, in any case."""
    table = {word.casefold(): other for word, other in instead.items()} | {word.casefold(): None for word in keep}
    if not table:
        return text
    found = re.compile("|".join(map(whole, sorted(table, key=len, reverse=True))), re.IGNORECASE)
    changed = found.sub(lambda match: _in_place(match.group(), table[match.group().casefold()]), text)
    return changed if changed == text else closed_up(changed)


def _in_place(word: str, other: str | None) -> str:
    if other is None:
        return word
    return other[:1].upper() + other[1:] if word[:1].isupper() and not word.isupper() else other


def whole(word: str) -> str:
    """A pattern for `word` that meets Latin words as whole words alone."""
    before = r"(?<![A-Za-z0-9])" if _EDGE.match(word) else ""
    after = r"(?![A-Za-z0-9])" if _EDGE.match(word[-1]) else ""
    return before + re.escape(word) + after


def closed_up(text: str) -> str:
    """`text` without the gaps a removed word leaves: marks at the start of a sentence, doubled commas and blanks."""
    text = re.sub(r"(?<=\S)[ \t]{2,}", " ", text)
    text = re.sub(r"(?m)(?:^|(?<=[。！？]))[ \t]*[，、：。！？,.!?;:]+[ \t]*(?!\S*\d)(\w?)", _capital, text)
    text = re.sub(r"(?<=[.!?])(?:\s+)[,;:][ \t]*(\w?)", lambda match: " " + _capital(match), text)
    text = re.sub(r"([，,、])\s*[，,、]+", r"\1", text)
    text = re.sub(r"[ \t]+(?=[,.!?;:](?:\s|$)|[，。！？、：；])", "", text)
    text = re.sub(r"(?m)[，,、]+([。！？!?.]|$)", r"\1", text)
    return "\n".join(line.strip(" \t") for line in text.split("\n"))


def _capital(match: re.Match[str]) -> str:
    return match[1].upper()
