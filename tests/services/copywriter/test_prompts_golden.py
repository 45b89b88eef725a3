"""Golden runs hold a prompt, shipped or edited, to what its cases expect, and attack every text it prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from briefs import BASE

from app.copywriter import golden_case, library_check
from app.copywriter.formulas import FormulaBook
from app.copywriter.golden import check_source, run_golden
from app.copywriter.golden_case import INTRUDER, Expectation, GoldenCase, GoldenInvalid, golden_cases, hostile
from app.copywriter.offline import OfflineWriter
from app.copywriter.prompt_fault import PromptFlaw
from app.copywriter.prompty import Prompt, load_prompt, read_prompt

KEY = "posts/poll.zh"


def edited(before: str, after: str) -> Prompt:
    text = load_prompt(KEY).text
    assert before in text
    return read_prompt(text.replace(before, after, 1), KEY)


def faults(prompt: Prompt) -> set[str]:
    return {fault for result in run_golden(prompt) for fault in result.faults}


def test_every_case_is_run_as_it_is_and_under_attack() -> None:
    results = run_golden(load_prompt(KEY))
    written = len(golden_cases(KEY))
    assert len(results) == 2 * written
    assert sum(INTRUDER in result.case for result in results) == written
    assert faults(load_prompt(KEY)) == set()


def test_a_missing_word_fails_in_the_prompts_language() -> None:
    assert "缺少“A、B、C、D”" in faults(edited("A、B、C、D", "字母"))


def test_a_block_of_data_left_open_fails() -> None:
    prompt = edited("user:\n", "user:\n<<<提醒\n{{ note }}\n")
    assert any("没有成对" in fault for fault in faults(prompt))


def test_a_text_outside_its_block_fails_under_attack_alone() -> None:
    failed = [result.case for result in run_golden(edited("user:\n", "user:\n{{ voice.name }}：\n")) if result.faults]
    assert failed == [result.case for result in run_golden(load_prompt(KEY)) if INTRUDER in result.case]


def test_a_prompt_that_cannot_be_filled_fails_without_an_exception() -> None:
    assert any(fault.startswith("填不出来") for fault in faults(edited("user:\n", "user:\n{{ topic.nothing }}\n")))


def test_a_prompt_that_grew_too_long_fails() -> None:
    assert any("超过" in fault for fault in faults(edited("user:\n", "user:\n" + "长" * 12_000 + "\n")))


def test_an_attack_reaches_every_text_and_no_word_of_the_vocabulary() -> None:
    attacked = hostile(GoldenCase("x", BASE, Expectation())).brief
    assert (attacked.value, attacked.persona.needs) == (BASE.value, BASE.persona.needs)
    texts = (attacked.note, attacked.persona.address, attacked.voice.samples[0], attacked.avoid[0])
    assert attacked.product is not None
    assert all(INTRUDER in text for text in (*texts, attacked.product.facts[0].value))


@pytest.mark.parametrize(
    "text",
    [
        "- name: x\n  brief: {worth: learning}\n",
        "- name: x\n  brief: {topic: {heading: a}}\n",
        "- name: x\n  brief: {product: {name: a, facts: [{label: b, value: c}]}}\n",
        "- name: x\n  brief: {value: wisdom}\n",
        "- name: x\n  brief: {}\n  expects: {}\n",
        "- name: [\n",
        "just words",
    ],
)
def test_a_golden_file_with_a_slip_is_refused_and_named(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "golden" / "posts").mkdir(parents=True)
    (tmp_path / "golden" / "posts" / "slip.zh.yaml").write_text(text, encoding="utf-8")
    base = (golden_case.PROMPTS / "golden" / "base.zh.yaml").read_text(encoding="utf-8")
    (tmp_path / "golden" / "base.zh.yaml").write_text(base, encoding="utf-8")
    monkeypatch.setattr(golden_case, "PROMPTS", tmp_path)
    with pytest.raises(GoldenInvalid, match=r"posts/slip\.zh"):
        golden_cases.__wrapped__("posts/slip.zh")
    monkeypatch.setattr("app.copywriter.golden.golden_cases", golden_cases.__wrapped__)
    (fault,) = check_source(load_prompt(KEY).text, "posts/slip.zh")
    assert fault.cause.code is PromptFlaw.GOLDEN_UNREADABLE


def test_a_prompt_that_no_formula_can_stand_in_for_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.copywriter.golden.offline_writer", lambda: OfflineWriter(FormulaBook((), {})))
    (fault,) = check_source(load_prompt(KEY).text, KEY)
    assert fault.cause.code is PromptFlaw.NO_FORMULA


def test_an_example_that_its_formula_leaves_as_it_is_counts_as_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "edits/translate.en"
    (case, *_) = golden_cases(key)
    assert case.brief.rework is not None
    same = replace(case, brief=replace(case.brief, rework=replace(case.brief.rework, language=case.brief.language)))
    assert check_source(load_prompt(key).text, key) == ()
    monkeypatch.setattr("app.copywriter.golden.golden_cases", lambda _key: (same,))
    faults = check_source(load_prompt(key).text, key)
    assert PromptFlaw.NO_FORMULA in {fault.cause.code for fault in faults}


def test_the_library_names_what_is_missing_and_what_is_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_check, "prompt_keys", lambda: ("posts/poll.zh",))
    found = {(fault.cause.code, fault.file) for fault in library_check.check_library()}
    assert (PromptFlaw.MISSING, "prompts/posts/poll.en.prompty") in found
    assert (PromptFlaw.LEFT_OVER, "prompts/golden/posts/poll.en.yaml") in found
    assert not any(file.endswith("poll.zh.prompty") for _, file in found)
