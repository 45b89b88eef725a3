"""The library from the command line: each fault on a line of its own, and a failure for whoever calls it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from app.cli import prompts
from app.copywriter.prompt_fault import PromptFlaw, flaw
from app.copywriter.prompty import prompt_keys

FAULTS = (flaw(PromptFlaw.INPUT_UNUSED, "prompts/posts/a.zh.prompty", 9, name="note"),)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["check"], 'prompts/posts/a.zh.prompty:9: The input "note" is declared but not used. Remove the line'),
        (["check", "--language", "zh"], "prompts/posts/a.zh.prompty:9: 声明了输入“note”，却没有用到。请删掉这一行"),
    ],
)
def test_a_fault_is_printed_in_the_language_asked_for(
    arguments: list[str], line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "check_library", lambda: FAULTS)
    result = CliRunner().invoke(prompts.command, arguments)
    assert result.exit_code == 1
    assert result.output.startswith(line)
    assert "1 fault in the prompt library" in result.output


def test_the_list_names_every_prompt() -> None:
    result = CliRunner().invoke(prompts.command, ["list"])
    assert [line.split()[0] for line in result.output.splitlines()] == list(prompt_keys())
