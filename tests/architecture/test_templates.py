"""Templates compile and hold neither style nor script: the content policy would drop both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from source_code import ROOT

TEMPLATES = sorted((ROOT / "app" / "templates").rglob("*.html"))
BANNED = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without a file": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>{]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an address elsewhere": re.compile(r"""(src|href|action)\s*=\s*["'](https?:)?//""", re.IGNORECASE),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false", re.IGNORECASE),
}


def _name(path: Path) -> str:
    return path.relative_to(ROOT / "app" / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_obeys_the_content_policy(path: Path) -> None:
    markup = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in BANNED.items() if pattern.search(markup)] == []


@pytest.mark.parametrize("database", ["sqlite"])
def test_every_template_compiles(app: Flask) -> None:
    compiled = [app.jinja_env.get_template(_name(path)).name for path in TEMPLATES]
    assert compiled == [_name(path) for path in TEMPLATES]


def test_code_marks_no_text_as_safe() -> None:
    for path in sorted((ROOT / "app").rglob("*.py")):
        assert not re.search(r"\bMarkup\(", path.read_text(encoding="utf-8")), path
