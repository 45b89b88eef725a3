"""What became of one drafting task, and how it reads on a console."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.library.findings import findings_of
from app.models import ContentItem, DraftTask, Revision, TaskStatus
from content_calendar.workflow import State

_QUOTED_ANSWER = 600


@dataclass(frozen=True, slots=True)
class Outcome:
    """A draft somebody can review, or a failure somebody can see; anything else is work that was lost."""

    is_valid: bool
    is_visible_failure: bool
    is_in_review: bool
    page: str

    @property
    def is_sound(self) -> bool:
        return self.is_valid or self.is_visible_failure


def outcome_of(task: DraftTask) -> Outcome:
    """Read from the rows, as the pages do."""
    item, revision = task.item, task.item.current_revision
    written = task.status is TaskStatus.DONE and revision is not None and revision.id == task.revision_id
    failed = task.status is TaskStatus.FAILED and item.state is State.FAILED
    return Outcome(
        is_valid=written and item.state in {State.DRAFT, State.IN_REVIEW} and _has_words(revision),
        is_visible_failure=failed and bool(task.error_code and task.error_detail),
        is_in_review=item.state is State.IN_REVIEW,
        page="\n".join(_draft(item, revision) if written and revision else _failure(task)),
    )


def _has_words(revision: Revision | None) -> bool:
    return revision is not None and bool(revision.hook.strip() and revision.body.strip())


def _draft(item: ContentItem, revision: Revision) -> Iterator[str]:
    copy = revision.copy()
    yield from (f"[{copy.title}]", copy.text(), "")
    for name, words in (
        ("tags", ", ".join(copy.tags)), ("picture", copy.image_brief), ("first comment", copy.comment_starter)
    ):
        if words:
            yield f"{name}: {words}"
    for finding in findings_of(item):
        yield f"{finding.severity.label(item.language)}: {finding.message.text(item.language)}"
    yield f"{item.state.label(item.language)} · {_origin(revision)}"


def _origin(revision: Revision) -> str:
    """Who wrote it, from what, at what price."""
    known = revision.provenance
    words = [revision.writer.label("en"), f"{revision.prompt} v{revision.prompt_version}"]
    if known.get("model"):
        words += [
            str(known["model"]),
            f"{known['prompt_tokens']} + {known['completion_tokens']} tokens",
            f"{known['latency_ms'] / 1000:.1f} s",
        ]
    return " · ".join(words)


def _failure(task: DraftTask) -> Iterator[str]:
    yield f"{task.status.label(task.item.language)} · {task.error_code or '-'}: {task.error_detail or '-'}"
    if task.raw_text:
        yield f"answer kept: {task.raw_text[:_QUOTED_ANSWER]}"
