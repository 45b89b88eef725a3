"""Golden runs: a prompt, shipped or being edited, is filled from its golden inputs and held to what they expect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.copywriter.brief import Brief, FormulaMissing
from app.copywriter.golden_case import Expectation, GoldenCase, GoldenInvalid, golden_cases, hostile
from app.copywriter.model_writer import render
from app.copywriter.offline import offline_writer
from app.copywriter.prompt_check import standing_faults
from app.copywriter.prompt_fault import PromptFault, PromptFlaw, flaw
from app.copywriter.prompty import Prompt, PromptInvalid, file_name, read_prompt
from app.copywriter.template_fault import TemplateRefused
from content_calendar.message import Message
from content_calendar.vocabulary import Term

__all__ = ["GoldenCase", "GoldenResult", "PromptFault", "check_prompt", "check_source", "golden_cases", "run_golden"]

_FENCED = re.compile(r"^<<<([^\n]+)$.*?^\1>>>$", re.MULTILINE | re.DOTALL)
_LOOSE_FENCE = re.compile(r"^(?:<<<.*|.*>>>)$", re.MULTILINE)


class GoldenFlaw(Term):
    MISSING = "missing", "缺少“{text}”", '"{text}" is missing'
    FORBIDDEN = "forbidden", "不该出现“{text}”", '"{text}" must not appear'
    ESCAPED = (
        "escaped",
        "别人写的文字跑到了资料区之外。请把用到的输入都放进 <<<名称 与 名称>>> 之间",
        "Text from people stands outside the data blocks. Put every input between <<<name and name>>>",
    )
    LOOSE_FENCE = (
        "loose_fence",
        "资料区“{text}”没有成对。请让开头 <<<名称 和结尾 名称>>> 各占一行",
        'The data block "{text}" is not closed. Give <<<name and name>>> a line each',
    )
    TOO_LONG = "too_long", "填好后有 {size} 个字符，超过 {limit}", "It fills {size} characters, more than {limit}"
    NOT_FILLED = "not_filled", "填不出来：{detail}", "It cannot be filled: {detail}"


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """What one case found, in the prompt's language; no faults means that it passed."""

    case: str
    faults: tuple[str, ...]


def run_golden(prompt: Prompt) -> tuple[GoldenResult, ...]:
    """Every golden case of the prompt's key, and each again with an attack in all its texts.

    No results when the key has no golden input. Raises GoldenInvalid for a golden file that cannot be read.
    """
    cases = golden_cases(prompt.key)
    return tuple(
        GoldenResult(case.name, tuple(fault.text(prompt.language) for fault in _faults(prompt, case)))
        for each in cases
        for case in (each, hostile(each))
    )


def check_source(text: str, key: str) -> tuple[PromptFault, ...]:
    """Everything wrong with one prompt text: form, syntax and inputs; once these are right, golden runs and formula."""
    try:
        prompt = read_prompt(text, key)
    except PromptInvalid as invalid:
        return invalid.faults
    return check_prompt(prompt)


def check_prompt(prompt: Prompt) -> tuple[PromptFault, ...]:
    """What `check_source` says of a prompt whose form is right."""
    return standing_faults(prompt) or tuple(_golden_faults(prompt))


def _golden_faults(prompt: Prompt) -> Iterator[PromptFault]:
    file = file_name(prompt.key)
    try:
        cases, results = golden_cases(prompt.key), run_golden(prompt)
    except GoldenInvalid as invalid:
        yield flaw(PromptFlaw.GOLDEN_UNREADABLE, file, detail=str(invalid), key=prompt.key)
        return
    if not cases:
        yield flaw(PromptFlaw.NO_GOLDEN, file, key=prompt.key)
    for result in results:
        for fault in result.faults:
            yield flaw(PromptFlaw.GOLDEN_FAILED, file, prompt.system_line, case=result.case, fault=fault)
    yield from _formula_fault(prompt, cases[:1])


def _formula_fault(prompt: Prompt, cases: tuple[GoldenCase, ...]) -> Iterator[PromptFault]:
    for case in cases:
        if _lacks_formula(case.brief):
            yield flaw(PromptFlaw.NO_FORMULA, file_name(prompt.key), case=case.name)


def _lacks_formula(brief: Brief) -> bool:
    """Whether nothing could be written without a model."""
    try:
        return not offline_writer().example(brief)
    except FormulaMissing:
        return True


def _faults(prompt: Prompt, case: GoldenCase) -> Iterator[Message]:
    try:
        system, user = (turn.text for turn in render(prompt, case.brief))
    except TemplateRefused as refused:
        yield Message(GoldenFlaw.NOT_FILLED, {"detail": refused.cause.text(prompt.language)})
        return
    filled = f"{system}\n{user}"
    outside = _FENCED.sub("", filled)
    yield from _unmet(case.expect, filled, outside)
    for loose in _LOOSE_FENCE.findall(outside):
        yield Message(GoldenFlaw.LOOSE_FENCE, {"text": loose})


def _unmet(expect: Expectation, filled: str, outside: str) -> Iterator[Message]:
    for text in expect.contains:
        if text not in filled:
            yield Message(GoldenFlaw.MISSING, {"text": text})
    for text in expect.never:
        if text in filled:
            yield Message(GoldenFlaw.FORBIDDEN, {"text": text})
    if any(text in outside for text in expect.fenced):
        yield Message(GoldenFlaw.ESCAPED)
    if len(filled) > expect.at_most:
        yield Message(GoldenFlaw.TOO_LONG, {"size": len(filled), "limit": expect.at_most})
