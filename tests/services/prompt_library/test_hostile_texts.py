"""Whatever somebody types as a prompt: an answer by line, soon, and never an accident."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from app.prompt_library.checking import MAX_BYTES, SHOWN_FAULTS, faults_of, typed
from content_calendar.vocabulary import Language
from tests.prompts import KEY, SHIPPED, edited

PATIENCE_SECONDS = 3.0
FRONT_LINES = SHIPPED.split("\n").index("system:")


def front(line: str) -> str:
    """The shipped text with one line more in its front matter."""
    return SHIPPED.replace("\noutput: DraftAnswer\n", f"\noutput: DraftAnswer\n{line}\n")


LAUGHS = "\n".join(f"l{n}: &l{n} [{', '.join(['*l' + str(n - 1)] * 9) if n else 'ha'}]" for n in range(9))

TEMPLATES = {
    "an escape by attributes": edited("{{ note.__class__.__mro__ }}"),
    "an escape by item": edited("{{ note['__class__'] }}"),
    "an escape by filter": edited("{{ note|attr('__class__') }}"),
    "an escape by format": edited("{{ '{0.__class__}'.format(note) }}"),
    "a global": edited("{{ cycler.__init__.__globals__ }}"),
    "a call": edited("{{ note.upper() }}"),
    "a huge loop": edited("{% for n in range(10**9) %}x{% endfor %}"),
    "loops in loops": edited("".join(f"{{% for {name} in avoid %}}" for name in "abc") + "x" + "{% endfor %}" * 3),
    "a huge string": edited("{{ 'a' * 200000000 }}"),
    "a huge padding": edited("{{ '%1000000000d' % 1 }}"),
    "a huge number": edited("{{ 9 ** 9 ** 9 }}"),
    "doubling": edited("{% set a = note ~ note %}{% set a = a ~ a %}{{ a }}"),
    "a macro that calls itself": edited("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
    "a file elsewhere": edited("{% include '../../../../etc/passwd' %}"),
    "a computed include": edited("{% include note %}"),
    "an import": edited("{% import 'voice.zh.j2' as voice %}"),
    "an inheritance": edited("{% extends 'voice.zh.j2' %}"),
    "an unclosed tag": edited("{% if note %}"),
    "an unclosed brace": edited("{{ note"),
    "a nest of brackets": edited("{{ " + "(" * 5000 + "note" + ")" * 5000 + " }}"),
    "a chain of parts": edited("{{ topic" + ".title" * 5000 + " }}"),
}
DECLARATIONS = {
    "an unknown tag": front("extra: !!python/object/apply:os.system ['true']"),
    "a tag of one's own": front("extra: !danger 1"),
    "a billion laughs": front(LAUGHS),
    "a billion laughs in the message": SHIPPED.replace("\noutput: DraftAnswer\n", f"\n{LAUGHS}\noutput: *l8\n"),
    "nested lists": front("extra: " + "[" * 5000),
    "an unknown field": front("extra: 1"),
    "a name twice removed": SHIPPED.replace("version:", "versions:"),
    "a wrong type": SHIPPED.replace("max_tokens: 2500", "max_tokens: many"),
    "a number beyond measure": SHIPPED.replace("max_tokens: 2500", f"max_tokens: {'9' * 5000}"),
    "a tab": front("\textra: 1"),
    "no front matter": SHIPPED.replace("---\n", "", 1),
    "no parts": SHIPPED.replace("\nsystem:\n", "\n"),
    "front matter alone": "---\n---\n",
    "another language": SHIPPED.replace("language: zh", "language: en"),
    "a list for a text": SHIPPED.replace("description: ", "description: [", 1),
}
TYPED = {
    "nothing": "",
    "a null": edited("你好\x00世界"),
    "a bell": edited("你好\x07"),
    "an escape": edited("\x1b[31m"),
    "half a character": edited("\ud800"),
    "too much": edited("很长的话。" * 20_000),
    "many lines": "\n" * 99_999 + "x\n",
    "only marks": "\u202e" * 2000 + "\n",
    "one long word": "x" * 99_000 + "\n",
}


@pytest.mark.parametrize("name", [*TEMPLATES, *DECLARATIONS, *TYPED])
def test_a_hostile_text_gets_a_message_by_line(name: str) -> None:
    text = (TEMPLATES | DECLARATIONS | TYPED)[name]
    began = time.monotonic()
    faults = faults_of(text, KEY)
    assert time.monotonic() - began < PATIENCE_SECONDS
    assert 0 < len(faults) <= SHOWN_FAULTS
    for fault in faults:
        assert 1 <= fault.line <= text.count("\n") + 1
        for language in Language:
            assert 0 < len(fault.text(language)) < 1000


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_fault_of_a_template_is_named_at_its_line(name: str) -> None:
    lines = {fault.line for fault in faults_of(TEMPLATES[name], KEY)}
    written = FRONT_LINES + 2
    # what is never closed is missed only where the part ends
    assert min(lines) >= written if "unclosed" in name or "nest" in name else lines == {written}


ORDINARY = ("👩 妈妈们好", "\u202eشكرا", "é" * 200, "{% raw %}{{ note }}{% endraw %}", "<b>&amp;</b>")


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_text_of_any_script_is_no_fault(words: str) -> None:
    assert faults_of(edited(words), KEY) == ()


def test_the_limit_counts_bytes() -> None:
    within, beyond = "界" * (MAX_BYTES // 3), "界" * (MAX_BYTES // 3 + 1)
    codes = [[fault.cause.code.value for fault in faults_of(text, KEY)] for text in (within, beyond)]
    assert codes[0] != ["too_large"] == codes[1]


@pytest.mark.parametrize("ends", [str.upper, lambda text: text.replace("\n", "\r\n")])
def test_line_ends_of_a_browser_are_those_of_a_file(ends: Callable[[str], str]) -> None:
    assert typed(ends(SHIPPED)) == ends(SHIPPED).replace("\r\n", "\n")
