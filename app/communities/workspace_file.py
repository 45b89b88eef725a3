"""Reading a workspace file: YAML written by hand in, frozen models out, or line by line what to mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.communities.plain_yaml import Document, Path, YamlRefused, read_plain
from app.communities.workspace_references import wrong_references
from app.communities.workspace_schema import Root, WorkspaceFile
from app.communities.written_part import Part
from app.core.field_flaws import message_of, shortened
from content_calendar.message import Message
from content_calendar.vocabulary import Language

PROBLEMS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class WorkspaceProblem:
    """One thing to mend: where (`communities[0].personas[1].needs[0]`, and the line if known) and what."""

    path: str
    line: int | None
    message: Message

    def text(self, language: str) -> str:
        """One line in `language` ("zh" or "en")."""
        zh = language.startswith(Language.ZH)
        line = "" if self.line is None else f"第 {self.line} 行" if zh else f"line {self.line}"
        place = " ".join(part for part in (line, self.path) if part)
        sentence = self.message.text(language)
        return (f"{place}：{sentence}" if zh else f"{place}: {sentence}") if place else sentence


class WorkspaceFileInvalid(Exception):
    """The file cannot be taken over; `problems` are all that were found, at most 100, in the order of the file."""

    def __init__(self, problems: tuple[WorkspaceProblem, ...]) -> None:
        super().__init__("\n".join(problem.text("en") for problem in problems))
        self.problems = problems


def read_workspace(content: str | bytes) -> WorkspaceFile:
    """Read a workspace file of at most 2 MB. Raises WorkspaceFileInvalid; nothing is read from anywhere else."""
    try:
        document = read_plain(content)
        workspace = Root.model_validate(document.value).workspace
    except YamlRefused as error:
        raise WorkspaceFileInvalid((WorkspaceProblem("", error.line, error.message),)) from None
    except ValidationError as error:
        raise _invalid(document, (_located(details) for details in _errors(error))) from None
    found = [(("workspace", *path), message) for path, message in wrong_references(workspace)]
    if found:
        raise _invalid(document, iter(found))
    return workspace


def _errors(error: ValidationError) -> list[ErrorDetails]:
    return error.errors(include_url=False)


def _located(details: ErrorDetails) -> tuple[Path, Message]:
    path = tuple(step for step in details["loc"] if step != "[key]")
    return path, message_of(details, _fields_beside(path))


def _fields_beside(path: Path) -> tuple[str, ...]:
    """The fields of the model that holds the last step of `path`."""
    part: type[Part] = Root
    for step in path[:-1]:
        if isinstance(step, str) and step in part.model_fields:
            part = _part_in(part.model_fields[step].annotation) or part
    return tuple(part.model_fields)


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _part_in(inner))), None)


def _invalid(document: Document, found: Iterator[tuple[Path, Message]]) -> WorkspaceFileInvalid:
    problems = [WorkspaceProblem(_shown(path), document.line_of(path), message) for path, message in found]
    problems.sort(key=lambda problem: problem.line or 0)
    return WorkspaceFileInvalid(tuple(problems[:PROBLEMS_SHOWN]))


def _shown(path: Path) -> str:
    steps = path[1:] if len(path) > 1 and path[0] == "workspace" else path
    return "".join(f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in steps).lstrip(".")
