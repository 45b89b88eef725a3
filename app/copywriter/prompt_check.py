"""What can be said against a prompt without filling it: its declaration, its syntax, its inputs."""

from __future__ import annotations

from collections.abc import Iterator

from app.copywriter.model_writer import prompt_sandbox
from app.copywriter.prompt_fault import PromptFault, PromptFlaw, flaw
from app.copywriter.prompt_inputs import KINDS
from app.copywriter.prompty import Prompt, file_name, front_of, line_of
from app.copywriter.template_fault import TemplateFault, TemplateRefused


def standing_faults(prompt: Prompt) -> tuple[PromptFault, ...]:
    """Everything wrong with `prompt` as it stands, by line."""
    faults = (*_language_fault(prompt), *_declaration_faults(prompt), *_template_faults(prompt))
    return tuple(sorted(faults, key=lambda fault: fault.line))


def template_fault(prompt: Prompt, first_line: int, refused: TemplateRefused) -> PromptFault:
    """The refusal of a part that begins on `first_line`, with the line of the file or of the partial."""
    if refused.partial:
        return PromptFault(f"prompts/partials/{refused.partial}", refused.line, refused.cause, refused.remedy)
    return PromptFault(file_name(prompt.key), first_line + refused.line - 1, refused.cause, refused.remedy)


def _language_fault(prompt: Prompt) -> Iterator[PromptFault]:
    named = prompt.key.rpartition(".")[2]
    if named != prompt.language.value:
        line = line_of(front_of(prompt), ("language",))
        yield flaw(
            PromptFlaw.OTHER_LANGUAGE, file_name(prompt.key), line, language=prompt.language.value, named=named
        )


def _declaration_faults(prompt: Prompt) -> Iterator[PromptFault]:
    file, front = file_name(prompt.key), front_of(prompt)
    for name, declared in prompt.inputs.items():
        line = line_of(front, ("inputs", name))
        if name not in KINDS:
            yield flaw(PromptFlaw.INPUT_UNKNOWN, file, line, name=name, known=", ".join(sorted(KINDS)))
        elif declared.type != KINDS[name]:
            yield flaw(PromptFlaw.INPUT_TYPE, file, line, name=name, given=declared.type, kind=KINDS[name])


def _template_faults(prompt: Prompt) -> Iterator[PromptFault]:
    """Both parts are read for syntax, then for names: what is used must be declared, what is declared used."""
    used: set[str] = set()
    readable = True
    for source, first_line in ((prompt.system, prompt.system_line), (prompt.user, prompt.user_line)):
        try:
            names = prompt_sandbox(frozenset(prompt.inputs)).names(source)
        except TemplateRefused as refused:
            readable = False
            yield template_fault(prompt, first_line, refused)
            continue
        used |= names
        yield from _undeclared(prompt, source, first_line, names)
    if readable:
        yield from _unused(prompt, used)


def _undeclared(prompt: Prompt, source: str, first_line: int, names: frozenset[str]) -> Iterator[PromptFault]:
    for name in sorted(names - prompt.inputs.keys()):
        line = first_line + prompt_sandbox(frozenset(prompt.inputs)).line_of(source, name) - 1
        file = file_name(prompt.key)
        if name in KINDS:
            yield flaw(PromptFlaw.INPUT_UNDECLARED, file, line, name=name, kind=KINDS[name])
        else:
            refused = TemplateRefused(TemplateFault.UNKNOWN_NAME, what=name, known=", ".join(sorted(KINDS)))
            yield PromptFault(file, line, refused.cause, refused.remedy)


def _unused(prompt: Prompt, used: set[str]) -> Iterator[PromptFault]:
    front = front_of(prompt)
    for name in prompt.inputs:
        if name in KINDS and name not in used:
            yield flaw(PromptFlaw.INPUT_UNUSED, file_name(prompt.key), line_of(front, ("inputs", name)), name=name)
