"""The pages of the transfer, each shown by whoever has to show it again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request

from app.accounts.access import Actor
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.tables.table import MAX_BYTES, MAX_ROWS
from app.imports import line_numbers
from app.imports.fields import plain
from app.models import Community
from app.replies.transfer import queries, service
from app.replies.transfer.choices import (
    LINES_FOR_HEADINGS,
    Choices,
    asked_blanks,
    asked_scenarios,
    asked_states,
    guessed,
    samples,
)
from app.replies.transfer.fields import Field
from app.replies.transfer.files import Kind
from app.replies.transfer.forms import ANYONE, BLANK_KINDS, WORDS, ChoicesForm, LibraryForm
from app.replies.transfer.judging import Verdict
from app.replies.transfer.upload import Upload
from content_calendar.replies.variables import VariableKind
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import Role

PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A column of the table, as the page asks about it."""

    place: int
    heading: str
    samples: tuple[str, ...]
    meant: Field | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A name in the file, how often it stands there, and the identifier of what it is taken for."""

    name: str
    count: int
    means: str


def library_page(community: Community, actor: Actor, form: LibraryForm) -> str:
    """Two queries beside the shell's."""
    return render_template(
        "replies/transfer.html", community=community, form=form, may_edit=actor.role.covers(Role.EDITOR), Kind=Kind,
        earlier=queries.earlier(db.session, community, now()), approved=queries.approved(db.session, community),
        most_megabytes=MAX_BYTES // 1024**2, most_rows=MAX_ROWS,
    )


def columns_page(community: Community, upload: Upload, form: ChoicesForm, choices: Choices) -> str:
    """What every column means, and the names in the file nobody knows."""
    table = upload.tables[choices.table]
    rows = table.lines[choices.heading + 1 :]
    return render_template(
        "replies/transfer_columns.html", community=community, upload=upload, form=form, choices=choices, table=table,
        rows=len(rows), found=_columns(upload, choices), tops=table.lines[:LINES_FOR_HEADINGS], Field=Field,
        scenarios=[Asked(name, count, choices.scenarios.get(plain(name), "")) for name, count in
                   asked_scenarios(rows, choices)],
        states=[Asked(name, count, _state(name, choices)) for name, count in asked_states(rows, choices)],
        blanks=[Asked(name, count, _blank(name, choices, is_usual=usual)) for name, count, usual in
                asked_blanks(rows, choices)],
        Scenario=Scenario, MemberState=MemberState, blank_kinds=BLANK_KINDS, ANYONE=ANYONE, WORDS=WORDS,
    )


def dry_run_page(community: Community, actor: Actor, upload_id: int) -> str:
    """What each reply becomes; near-duplicates beside what they resemble."""
    plan = service.dry_run(db.session, community, upload_id, now=now())
    shown = Verdict.named(request.args.get("show", ""))
    rows = [judged for judged in plan.rows if shown is None or judged.verdict is shown]
    pages = max(1, -(-len(rows) // PAGE))
    number = min(request.args.get("page", 1, type=row_id), pages)
    part = rows[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "replies/transfer_dry_run.html", community=community, plan=plan, rows=part, shown=shown, number=number,
        pages=pages, tally=plan.tally, new=line_numbers.written(plan.new), Verdict=Verdict,
        beside=queries.beside(db.session, part, plan.rows), may_edit=actor.role.covers(Role.EDITOR),
    )


def guessed_anew(upload: Upload) -> Choices:
    """The choices kept, or guesses for the sheet and the line of headings the address names."""
    table, heading = request.args.get("table", type=int), request.args.get("heading", type=int)
    if table is None or not 0 <= table < len(upload.tables):
        return upload.choices
    there = upload.choices.model_copy(update={"table": table})
    most = min(LINES_FOR_HEADINGS, len(upload.tables[table].lines))
    fits = table == upload.choices.table and heading is not None and 0 <= heading < most
    return guessed(upload.tables, there, heading if fits else None)


def _columns(upload: Upload, choices: Choices) -> list[Found]:
    table = upload.tables[choices.table]
    rows, headings = table.lines[choices.heading + 1 :], table.lines[choices.heading]
    meant = {place: which for which, place in choices.places.items()}
    width = max((len(line.cells) for line in table.lines), default=0)
    found = [Found(place, headings.cell(place), samples(rows, place), meant.get(place)) for place in range(width)]
    return [column for column in found if column.heading.strip() or column.samples]


def _state(name: str, choices: Choices) -> str:
    if plain(name) not in choices.states:
        return ""
    return choices.states[plain(name)] or ANYONE


def _blank(name: str, choices: Choices, *, is_usual: bool) -> str:
    if name in choices.blanks:
        return choices.blanks[name] or WORDS
    return VariableKind.TEXT if is_usual else WORDS
