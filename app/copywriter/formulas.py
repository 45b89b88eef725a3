"""The formulas of the offline writer: files of front matter and sections, chosen by how well they fit a brief.

A file says whom it suits (`values`, `stages`, `states`, `needs`) and then, section by section, offers alternatives
parted by a line of two dashes. prompts/formulas/README.md explains the format to its editors.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from app.copywriter.brief import Brief, CopywriterError, FormulaMissing
from app.copywriter.formula_families import FAMILIES, families
from app.copywriter.formula_materials import Material, materials, members
from content_calendar.vocabulary import Language, MemberState, Stage, Value

FORMULA_FOLDER = Path(__file__).parents[2] / "prompts" / "formulas"
SECTIONS = ("title", "hook", "body", "call_to_action", "image_brief", "comment_starter")
REQUIRED_SECTIONS = ("hook", "body")
VERSION_LENGTH = 12
_FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?)\n---\n(?P<rest>.*)\Z", re.DOTALL)
_HEADING = re.compile(r"^# (\w+)[ \t]*$", re.MULTILINE)
_ALTERNATIVE = re.compile(r"^--[ \t]*$", re.MULTILINE)


class FormulaInvalid(CopywriterError):
    """A formula file that cannot be used; names the file and the cause."""

    code = "formula_invalid"


class Head(BaseModel):
    """The front matter. No values, stages or states means: suits all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    values: tuple[Value, ...] = ()
    stages: tuple[Stage, ...] = ()
    states: tuple[MemberState, ...] = ()
    needs: tuple[Material, ...] = ()
    without: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """`path` is relative to the formula folder, `family` the folder it lies in: post, festival, replies/welcome.

    `version` changes with every edit of the file.
    """

    path: str
    version: str
    language: Language
    family: str
    head: Head
    sections: Mapping[str, tuple[str, ...]]

    def fits(self, materials: frozenset[Material], states: frozenset[MemberState]) -> bool:
        """Whether the brief brings what this needs and speaks to the members it is made for."""
        spoken_to = not self.head.states or not states.isdisjoint(self.head.states)
        return spoken_to and materials.issuperset(self.head.needs) and materials.isdisjoint(self.head.without)

    def weight(self, brief: Brief) -> float:
        """How much more likely than a general formula this one is to be taken.

        0 for another value's formula and for one that names nothing it suits: those are for want of a better one.
        """
        stranger = self.head.values and brief.value not in self.head.values
        head = self.head
        if stranger or not (head.values or head.stages or head.needs):
            return 0.0
        suited = 1.0 + 2.0 * bool(self.head.values) + 1.0 * (brief.stage in self.head.stages)
        return suited + 1.5 * len(head.needs)


@dataclass(frozen=True, slots=True)
class FormulaBook:
    """All formulas, and per language the named banks of single lines they share."""

    formulas: tuple[Formula, ...]
    lines: Mapping[Language, Mapping[str, tuple[str, ...]]]

    def suitable(self, brief: Brief) -> list[Formula]:
        """The formulas that suit `brief` best: of the most particular family that can be filled from it.

        A value without formulas of its own gets the general ones, and where there are none, any that can be filled.
        Raises FormulaMissing when no family has a formula in this language that the brief can fill.
        """
        return _best(self.fitting(brief), brief)

    def fitting(self, brief: Brief) -> list[Formula]:
        """All formulas of that family which `brief` can fill, however well they suit it. Raises FormulaMissing."""
        present, states = materials(brief), members(brief)
        for family in families(brief):
            fitting = [each for each in self._family(brief.language, family) if each.fits(present, states)]
            if fitting:
                return fitting
        raise FormulaMissing(f"no {brief.language} formula among {families(brief)} with what the brief gives")

    def _family(self, language: Language, family: str) -> Iterator[Formula]:
        return (each for each in self.formulas if each.family == family and each.language is language)


def _best(fitting: list[Formula], brief: Brief) -> list[Formula]:
    """Those written for the members spoken to, else those that suit the brief, else all of them."""
    for_these_members = [each for each in fitting if each.head.states]
    return for_these_members or [each for each in fitting if each.weight(brief)] or fitting


@cache
def load_formulas(folder: Path = FORMULA_FOLDER) -> FormulaBook:
    """Every `<language>/<family>/<name>.j2` below `folder` and each `<language>/lines.yaml`. Raises FormulaInvalid."""
    paths = sorted(folder.rglob("*.j2"))
    lines = {language: _read_lines(folder / language / "lines.yaml") for language in Language}
    return FormulaBook(tuple(_read_formula(folder, path) for path in paths), lines)


def _read_formula(folder: Path, path: Path) -> Formula:
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(folder)
    try:
        head, sections = parse_formula(text)
        family = _family(place)
        return Formula(place.as_posix(), version_of(text), Language(place.parts[0]), family, head, sections)
    except (FormulaInvalid, ValueError) as error:
        raise FormulaInvalid(f"{place.as_posix()}: {error}") from error


def _family(place: Path) -> str:
    family = "/".join(place.parts[1:-1])
    if family not in FAMILIES:
        raise FormulaInvalid(f"no folder {family!r} of formulas is known; move the file to one of {sorted(FAMILIES)}")
    return family


def parse_formula(text: str) -> tuple[Head, dict[str, tuple[str, ...]]]:
    """Front matter and sections of one file. Raises FormulaInvalid."""
    parts = _FRONT_MATTER.match(text)
    if parts is None:
        raise FormulaInvalid("a formula starts with front matter between two lines of three dashes")
    try:
        head = Head.model_validate(yaml.safe_load(parts["head"]) or {})
    except (ValidationError, yaml.YAMLError) as error:
        raise FormulaInvalid(f"the front matter cannot be read: {error}") from error
    return head, _sections(parts["rest"])


def _sections(text: str) -> dict[str, tuple[str, ...]]:
    _, *pieces = _HEADING.split(text)
    sections = {name: _alternatives(words) for name, words in zip(pieces[::2], pieces[1::2], strict=True)}
    unknown = sections.keys() - set(SECTIONS)
    missing = [name for name in REQUIRED_SECTIONS if not sections.get(name)]
    if unknown or missing:
        raise FormulaInvalid(f"unknown sections {sorted(unknown)}, missing or empty sections {missing}")
    return sections


def _alternatives(words: str) -> tuple[str, ...]:
    return tuple(piece.strip() for piece in _ALTERNATIVE.split(words) if piece.strip())


def _read_lines(path: Path) -> dict[str, tuple[str, ...]]:
    if not path.exists():
        return {}
    banks = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(name): tuple(str(line) for line in lines) for name, lines in banks.items()}


def version_of(text: str) -> str:
    """The first 12 hex digits of the SHA-256 of the file: it cannot be forgotten when the file is edited."""
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_LENGTH]
