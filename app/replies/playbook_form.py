"""A playbook in a form: its head, a row for each step, and the search for another one; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField

from app.core.field_flaws import CONTROL_CHARACTER
from app.core.form_texts import cleaned
from app.core.i18n import label
from app.core.row_ids import row_id
from app.core.text_fields import Line, Name
from app.models import Playbook
from app.replies.playbooks import LAST_DAY, MOST_STEPS, Outline, Step
from content_calendar.vocabulary import MemberState

MOST_NOTE = 500
_CUT = 10_000


@dataclass(frozen=True, slots=True)
class TypedStep:
    """A step as it stands in the form."""

    item: int
    day: str
    note: str


class PlaybookForm(FlaskForm):
    """`rows` are the steps as typed; `step_errors` what is wrong with them."""

    name = StringField(_l("Playbook name"))
    members = SelectField(_l("For members who are"))
    active = BooleanField(_l("In use"))
    q = StringField(_l("Add a template"))
    found_for = HiddenField()
    version = HiddenField()

    rows: tuple[TypedStep, ...] = ()
    step_errors: tuple[str, ...] = ()

    @classmethod
    def opened(cls, outline: Outline | None = None, playbook: Playbook | None = None) -> PlaybookForm:
        """As it was sent, or with what is stored."""
        form = cls(data=_stored(outline, playbook)) if outline else cls()
        form.members.choices = [(state.value, label(state)) for state in MemberState]
        if outline:
            form.rows = tuple(TypedStep(step.item_id, str(step.day), step.note) for step in outline.steps)
        else:
            form.rows = tuple(_sent_rows())
        return form

    @property
    def looks_for_more(self) -> bool:
        """Whether Enter was pressed in the search, whose answer is not shown yet."""
        return "find" in request.form or bool(self.q.data and self.q.data != self.found_for.data)

    def rearrange(self, said: Mapping[str, str]) -> bool:
        """Add, drop or move a step as a button says; whether one did."""
        rows = list(self.rows)
        for act in ("add", "drop", "up", "down"):
            with_number = said.get(act, "")
            if with_number.isascii() and with_number.isdecimal() and len(with_number) < len("2147483648"):
                self.rows = tuple(_rearranged(rows, act, int(with_number)))
                return True
        return False

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        self.name.data, self.q.data = self.name.data or "", self.q.data or ""
        valid = super().validate(extra_validators)
        self.step_errors = tuple(_flaws(self.rows))
        return cleaned(self, {"name": Name, "q": Line}) and valid and not self.step_errors

    def outline(self) -> Outline:
        """What was entered, after validation."""
        steps = tuple(Step(row.item, int(row.day), row.note) for row in self.rows)
        return Outline(self.name.data or "", MemberState(self.members.data), bool(self.active.data), steps)

    def opened_on(self) -> int:
        """The version somebody saw."""
        try:
            return row_id(self.version.data or "")
        except ValueError:
            return 0

    def days(self) -> list[int]:
        """The days that can be read."""
        return [int(row.day) for row in self.rows if _is_day(row.day)]


def outline_of(playbook: Playbook) -> Outline:
    """What is stored."""
    steps = tuple(Step(step.item_id, step.day, step.note) for step in playbook.steps)
    return Outline(playbook.name, playbook.member_state, playbook.active, steps)


def _stored(outline: Outline, playbook: Playbook | None) -> dict[str, object]:
    version = str(playbook.version) if playbook else ""
    return {
        "name": outline.name, "members": outline.member_state.value, "active": outline.active, "version": version,
    }


def _sent_rows() -> Iterator[TypedStep]:
    columns = [request.form.getlist(f"step-{part}")[: 2 * MOST_STEPS] for part in ("item", "day", "note")]
    for item, day, note in zip(*columns, strict=False):
        if item.isascii() and item.isdecimal() and len(item) < len("2147483648"):
            yield TypedStep(int(item), day.strip(), " ".join(note[:_CUT].split()))


def _rearranged(rows: list[TypedStep], act: str, number: int) -> list[TypedStep]:
    """`number` is an item to add, or the place of a step from 1."""
    if act == "add":
        last = next((row.day for row in reversed(rows) if _is_day(row.day)), None)
        day = 0 if last is None else min(int(last) + 3, LAST_DAY)
        return [*rows, TypedStep(number, str(day), "")]
    at = number - 1
    other = {"up": at - 1, "down": at + 1}.get(act, at)
    if not (0 <= at < len(rows) and 0 <= other < len(rows)):
        return rows
    if act == "drop":
        return [*rows[:at], *rows[at + 1 :]]
    rows[at], rows[other] = _with_day(rows[other], rows[at].day), _with_day(rows[at], rows[other].day)
    return rows


def _with_day(row: TypedStep, day: str) -> TypedStep:
    """The days stay where they are; the words change places."""
    return TypedStep(row.item, day, row.note)


def _is_day(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_DAY)) and int(text) <= LAST_DAY


def _flaws(rows: tuple[TypedStep, ...]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        if not _is_day(row.day):
            yield _("Step %(number)s: enter the day as a number from 0 to %(last)s.", number=number, last=LAST_DAY)
        if len(row.note) > MOST_NOTE:
            yield _("Step %(number)s: the note is too long; shorten it.", number=number)
        if CONTROL_CHARACTER.search(row.note):
            yield _("Step %(number)s: the note holds an invisible control character; type it again.", number=number)

