"""What people call a version of a prompt or formula."""

from __future__ import annotations

import re
from functools import cache

from app.copywriter.fencing import LANGUAGE_NAMES
from app.copywriter.prompty import PromptInvalid, load_prompt, prompt_keys
from content_calendar.vocabulary import Form, Language, Scenario, Scene, Term

SHORT = 6
"""So much of the digest that is a formula's version tells it from its other versions."""
_FORMULA = re.compile(r"formulas/(?P<language>zh|en)/(?:\w+/)*?(?P<folder>\w+)/(?P<file>\w+)\.j2")
_FOLDERS: dict[str, Term] = {term.value: term for terms in (Form, Scene, Scenario) for term in terms}


class Naming(Term):
    FORMULA = "formula", "公式 {folder}·{file}", "Formula {folder}: {file}"
    FOREIGN = "foreign", "{name}（{language}）", "{name} ({language})"


def readable_name(key: str, version: str, reader: Language) -> str:
    """`posts/learning.zh` in version 1 as "学习 v1", to an English reader "Learning (Chinese) v1"; a version of the
    team's own as "学习 #3"; a formula by its folder and file; by its key what no file tells of."""
    formula = _FORMULA.fullmatch(key)
    if formula:
        return f"{_formula(formula, reader)} {version[:SHORT]}".strip()
    sign = "" if not version or version.startswith("#") else "v"
    return f"{_prompt(key, reader)} {sign}{version}".strip()


def _prompt(key: str, reader: Language) -> str:
    """By the name of the same prompt in the reader's language, else by its own."""
    stem, _dot, written = key.rpartition(".")
    name = _own_name(f"{stem}.{reader}") or _own_name(key)
    return _named(name, written, reader) if name else key


def _own_name(key: str) -> str:
    """Empty for what is no prompt: keys may come from an address."""
    try:
        return load_prompt(key).name if key in _keys() else ""
    except PromptInvalid:
        return ""


@cache
def _keys() -> frozenset[str]:
    return frozenset(prompt_keys())


def _formula(found: re.Match[str], reader: Language) -> str:
    kind = _FOLDERS.get(found["folder"])
    folder = kind.label(reader) if kind else _spaced(found["folder"])
    name = Naming.FORMULA.label(reader).format(folder=folder, file=_spaced(found["file"]))
    return _named(name, found["language"], reader)


def _named(name: str, written: str, reader: Language) -> str:
    """With the language it is written in, where that is not the reader's."""
    if written == reader:
        return name
    return Naming.FOREIGN.label(reader).format(name=name, language=LANGUAGE_NAMES[reader][Language(written)])


def _spaced(name: str) -> str:
    return name.replace("_", " ")
