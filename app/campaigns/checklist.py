"""The checklist of an event: which lines are done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.campaigns.refusals import LineGone
from app.models import Event


@dataclass(frozen=True, slots=True)
class Checklist:
    lines: tuple[tuple[str, bool], ...]
    """Each line with whether it is done, in the order they were written."""

    @property
    def done(self) -> int:
        return sum(is_done for _line, is_done in self.lines)

    @property
    def total(self) -> int:
        return len(self.lines)


def checklist_of(lines: Iterable[str], checked: Iterable[str]) -> Checklist:
    """A line that was rewritten since it was ticked is to be done again."""
    done = set(checked)
    return Checklist(tuple((line, line in done) for line in lines))


def tick(session: Session, event: Event, line: str, *, done: bool) -> None:
    """Say that a line of an event, which the caller has locked, is done or is not. Raises LineGone.

    The version stays: ticks neither undo each other nor stop somebody who is rewriting the event meanwhile.
    """
    if line not in event.checklist:
        raise LineGone
    kept = set(event.checked) | {line} if done else set(event.checked) - {line}
    checked = [entry for entry in dict.fromkeys(event.checklist) if entry in kept]
    written = update(Event).where(Event.id == event.id).values(checked=checked)
    session.execute(written.execution_options(synchronize_session=False))
    session.expire(event, ["checked"])
