"""What can be said against a prompt without filling it: its declaration, its syntax, its inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    for name, declared in prompt.inputs.items():
        if name not in KINDS:
            yield _input_flaw(PromptFlaw.INPUT_UNKNOWN, prompt, name, known=", ".join(sorted(KINDS)))
        elif declared.type != KINDS[name]:
            yield _input_flaw(PromptFlaw.INPUT_TYPE, prompt, name, given=declared.type, kind=KINDS[name])


def _template_faults(prompt: Prompt) -> Iterator[PromptFault]:
    """Both parts are read for syntax, then for names: what is used must be declared, what is declared used."""
    used: set[str] = set()
    readable = True
    for source, first_line in ((prompt.system, prompt.system_line), (prompt.user, prompt.user_line)):
        try:
            names = prompt_sandbox().names(source)
        except TemplateRefused as refused:
            readable = False
            yield template_fault(prompt, first_line, refused)
            continue
        used |= names.keys()
        yield from _undeclared(prompt, {name: first_line + line - 1 for name, line in names.items()})
    if readable:
        yield from _unused(prompt, used)


def _undeclared(prompt: Prompt, lines: Mapping[str, int]) -> Iterator[PromptFault]:
    file = file_name(prompt.key)
    for name in sorted(lines.keys() - prompt.inputs.keys()):
        if name in KINDS:
            yield flaw(PromptFlaw.INPUT_UNDECLARED, file, lines[name], name=name, kind=KINDS[name])
        else:
            refused = TemplateRefused(TemplateFault.UNKNOWN_NAME, what=name, known=", ".join(sorted(KINDS)))
            yield PromptFault(file, lines[name], refused.cause, refused.remedy)


def _unused(prompt: Prompt, used: set[str]) -> Iterator[PromptFault]:
    for name in prompt.inputs:
        if name in KINDS and name not in used:
            yield _input_flaw(PromptFlaw.INPUT_UNUSED, prompt, name)


def _input_flaw(kind: PromptFlaw, prompt: Prompt, name: str, /, **params: object) -> PromptFault:
    line = line_of(front_of(prompt), ("inputs", name))
    return flaw(kind, file_name(prompt.key), line, name=name, **params)
