"""Prompt files are read strictly: every slip is named with its line, its cause and its remedy."""

from __future__ import annotations

import pytest

from app.copywriter.prompt_fault import PromptFlaw
from app.copywriter.prompty import PromptInvalid, load_prompt, prompt_keys, read_prompt

GOOD = """---
name: n
description: d
version: "1"
language: zh
inputs:
  note: {type: string}
output: DraftAnswer
---
system:
规则
user:
写 {{ note }}
system:
这一行属于用户
"""


def test_a_prompt_is_read_with_its_parts_and_their_lines() -> None:
    prompt = read_prompt(GOOD, "x")
    assert (prompt.system, prompt.user) == ("规则\n", "写 {{ note }}\nsystem:\n这一行属于用户\n")
    assert (prompt.system_line, prompt.user_line) == (11, 13)
    assert (prompt.key, prompt.version, prompt.parameters.max_tokens, prompt.text) == ("x", "1", 2000, GOOD)


def test_line_ends_of_a_browser_change_nothing() -> None:
    assert read_prompt(GOOD.replace("\n", "\r\n"), "x") == read_prompt(GOOD, "x")


@pytest.mark.parametrize(
    ("before", "after", "cause", "line"),
    [
        ("---\nname", "name", PromptFlaw.NO_FRONT_MATTER, 1),
        ("user:\n", "", PromptFlaw.NO_PARTS, 10),
        ("name: n\n", "name: n\n  bad: [\n", PromptFlaw.NOT_YAML, 3),
        ("name: n", "[" * 1_000, PromptFlaw.NOT_YAML, 2),
        ("name: n", "[" * 20_000, PromptFlaw.TOO_LARGE, 2),
        ("name: n\n", "", PromptFlaw.FIELD_MISSING, 1),
        ("language: zh", "language: fr", PromptFlaw.FIELD_WRONG, 5),
        ("type: string", "type: number", PromptFlaw.FIELD_WRONG, 7),
        ("output: DraftAnswer", "output: Other", PromptFlaw.OUTPUT_UNKNOWN, 8),
        ("output: DraftAnswer", "output: DraftAnswer\nsecret: 1", PromptFlaw.FIELD_UNKNOWN, 9),
        ("规则", "长" * 100_000, PromptFlaw.TOO_LARGE, 1),
    ],
)
def test_a_slip_is_named_with_line_cause_and_remedy(before: str, after: str, cause: PromptFlaw, line: int) -> None:
    with pytest.raises(PromptInvalid) as caught:
        read_prompt(GOOD.replace(before, after, 1), "posts/x")
    (fault,) = caught.value.faults
    assert (fault.cause.code, fault.line, fault.file) == (cause, line, "prompts/posts/x.prompty")
    assert fault.remedy.text("zh")
    assert str(caught.value) == fault.text("en")


def test_all_slips_of_the_front_matter_are_named_at_once() -> None:
    with pytest.raises(PromptInvalid) as caught:
        read_prompt(GOOD.replace("name: n\n", "").replace("zh", "fr"), "x")
    assert [fault.line for fault in caught.value.faults] == [1, 4]


def test_a_missing_prompt_file_is_named() -> None:
    with pytest.raises(PromptInvalid, match="posts/none"):
        load_prompt("posts/none")


def test_every_shipped_key_is_a_prompt() -> None:
    assert all(load_prompt(key).key == key for key in prompt_keys())
