"""The shipped library as a whole: every prompt right, none missing, nothing left over."""

from __future__ import annotations

from collections.abc import Iterator

from app.copywriter.golden import check_prompt
from app.copywriter.prompt_choice import needed_keys
from app.copywriter.prompt_fault import PromptFault, PromptFlaw, flaw
from app.copywriter.prompty import PROMPTS, PromptInvalid, file_name, load_prompt, partials, prompt_keys
from content_calendar.vocabulary import Language


def check_library() -> tuple[PromptFault, ...]:
    """Everything wrong with the prompts that ship with the product; a partial's fault once, not once a prompt."""
    faults = (*_missing(), *_wrong(), *_left_over_golden(), *_left_over_partials())
    return tuple({fault.text(Language.EN): fault for fault in faults}.values())


def _missing() -> Iterator[PromptFault]:
    for key in sorted(needed_keys() - set(prompt_keys())):
        yield flaw(PromptFlaw.MISSING, file_name(key))


def _wrong() -> Iterator[PromptFault]:
    for key in prompt_keys():
        try:
            yield from check_prompt(load_prompt(key))
        except PromptInvalid as invalid:
            yield from invalid.faults


def _left_over_golden() -> Iterator[PromptFault]:
    folder = PROMPTS / "golden"
    for file in sorted(folder.glob("*/*.yaml")):
        key = file.relative_to(folder).with_suffix("").as_posix()
        if key not in prompt_keys():
            yield flaw(PromptFlaw.LEFT_OVER, f"prompts/golden/{key}.yaml")


def _left_over_partials() -> Iterator[PromptFault]:
    texts = "".join(file.read_text(encoding="utf-8") for file in PROMPTS.rglob("*.prompty"))
    for name in partials():
        if f'"{name}"' not in texts and f"'{name}'" not in texts:
            yield flaw(PromptFlaw.LEFT_OVER, f"prompts/partials/{name}")
