"""A playbook as somebody works through it: each step with its words, the blanks to fill and how long to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.library.service import require_approved
from app.models import Community, ContentItem, Playbook
from app.replies.cards import Ready, card_of, expiry_of, ready_of
from app.replies.playbooks import items_of, may_be_sent
from content_calendar.replies.braces import parse
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario


@dataclass(frozen=True, slots=True)
class SheetStep:
    """`waits` is the number of days since the step before; `blanks` are asked for when it is sent."""

    number: int
    day: int
    waits: int
    scenario: Scenario
    name: str
    text: str
    blanks: tuple[Variable, ...]
    note: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class PlaybookSheet:
    name: str
    member_state: MemberState
    community: str
    steps: tuple[SheetStep, ...]


class PlaybookEmpty(Conflict):
    def __init__(self) -> None:
        super().__init__(_l("This playbook has no step yet."), _l("Add an approved template, then export it."))


class PlaybookNotReady(Conflict):
    def __init__(self, names: Sequence[str]) -> None:
        quoted = "、".join(f"“{name}”" for name in names)
        super().__init__(
            _l("Not everything in this playbook may be sent: %(names)s.", names=quoted),
            _l("Have it approved again, renew its last day, or take the step out."),
        )


def sheet_of(session: Session, community: Community, playbook: Playbook, today: date) -> PlaybookSheet:
    """The playbook, every step through the gate. Raises PlaybookEmpty, PlaybookNotReady."""
    if not playbook.steps:
        raise PlaybookEmpty
    found = items_of(session, community, (step.item_id for step in playbook.steps))
    refused = [item.headline() for item in found.values() if not is_ready(item, today)]
    if refused:
        raise PlaybookNotReady(refused)
    before = (0, *(step.day for step in playbook.steps))
    steps = tuple(
        _step(number, found[step.item_id], step.day, step.day - before[number - 1], step.note)
        for number, step in enumerate(playbook.steps, 1)
    )
    return PlaybookSheet(playbook.name, playbook.member_state, community.name, steps)


def is_ready(item: ContentItem, today: date) -> bool:
    """Whether the template passes the gate, is true today and its snippets are in their place."""
    return may_be_sent(item) and expiry_of(item, today) is None and isinstance(ready_of(item), Ready)


def _step(number: int, item: ContentItem, day: int, waits: int, note: str) -> SheetStep:
    require_approved(item)
    ready, card = ready_of(item), card_of(item)
    if not isinstance(ready, Ready):
        raise PlaybookNotReady([item.headline()])
    named = {variable.name: variable for variable in ready.variables}
    blanks = tuple(named.get(name, Variable(name=name)) for name in parse(ready.text).blanks)
    return SheetStep(
        number, day, waits, card.scenario, item.headline(), ready.text, blanks, note, card.expires_on
    )
