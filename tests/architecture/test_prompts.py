"""The prompt library is whole: every prompt there may be is there, and is filled from its golden input."""

from __future__ import annotations

from click.testing import CliRunner

from app.cli.prompts import command
from app.copywriter.prompt_inputs import KINDS, PromptInput
from app.copywriter.prompty import load_prompt, prompt_keys
from content_calendar.vocabulary import Form, Instruction, Language, Scenario, Value


def test_every_prompt_renders_with_its_golden_input() -> None:
    """One walk over the whole library: declared inputs are those used, golden cases hold also under attack, a formula
    can write the same brief, and nothing is missing or left over."""
    result = CliRunner().invoke(command, ["check", "--language", "zh"])
    assert result.output == f"{len(prompt_keys())} prompts, no faults\n"
    assert result.exit_code == 0


def test_there_is_a_prompt_for_whatever_can_be_asked() -> None:
    keys = set(prompt_keys())
    for language in Language:
        posts = (*Value, *(form for form in Form if form is not Form.POST), "festival", "shopping_day")
        assert {f"posts/{name}.{language}" for name in posts} <= keys
        assert {f"replies/{scenario}.{language}" for scenario in Scenario} <= keys
        assert {f"edits/{instruction}.{language}" for instruction in Instruction} <= keys
        assert f"campaigns/touch.{language}" in keys


def test_the_two_languages_were_each_written_for_themselves() -> None:
    for key in prompt_keys():
        prompt = load_prompt(key)
        assert prompt.language.value == key.rpartition(".")[2]
        han = any("\u4e00" <= character <= "\u9fff" for character in prompt.system + prompt.user)
        assert han is (prompt.language is Language.ZH), key


def test_every_input_has_a_type_and_a_meaning() -> None:
    assert KINDS.keys() == {name.value for name in PromptInput}
    assert all(name.zh and name.en for name in PromptInput)
